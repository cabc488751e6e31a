// Each network takes the whole machine; two at a time would only make each other slow.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
