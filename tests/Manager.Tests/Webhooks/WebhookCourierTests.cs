using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Journal;
using Heliostat.Core.Webhooks;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Tests.Loop;
using Heliostat.Manager.Tests.Support;
using Heliostat.Manager.Vault;
using Heliostat.Manager.Webhooks;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliostat.Manager.Tests.Webhooks;

/// <summary>How a courier posts, by a clock that stands still until a test moves it.</summary>
public sealed class WebhookCourierTests : IAsyncLifetime
{
    private static readonly AccountId Account = new(Guid.NewGuid());
    private static readonly Guid NetworkId = Guid.NewGuid();

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly Network _network = new();
    private readonly WebhookRing _ring = new();
    private readonly List<Command> _submitted = [];
    private SecretVault _sealed = null!;
    private SealQueue _seals = null!;
    private WebhookVault _vault = null!;
    private WebhookOutbox _outbox = null!;
    private WebhookPoster _poster = null!;
    private WebhookCourier _courier = null!;

    public ValueTask InitializeAsync()
    {
        _sealed = SecretVault.OpenFile(_folder.File("vault.db"), _folder.File("vault.key"));
        _seals = new SealQueue(_sealed);
        _vault = new WebhookVault(_sealed, _seals);
        _network.Apply(new AccountOpened(Account, AccountKind.Consumer, "a consumer"), new Instant(1));
        Open();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _seals.DisposeAsync();
        _sealed.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_fails_is_tried_again_later_under_its_id_and_the_next_one_waits_its_turn()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await AddAsync(receiver.Url);
        receiver.Status = 503;
        Put(webhook, "msg_1", "msg_2");
        await UntilAsync(() => _outbox.First(webhook)!.Attempts == 1);
        Assert.Equal("the receiver answered 503", _courier.Find(webhook)!.Error);

        LookAfter(RetryTimes.After(1) - TimeSpan.FromSeconds(1));
        Assert.Single(receiver.Posts);
        LookAfter(TimeSpan.FromSeconds(1));
        await UntilAsync(() => receiver.Posts.Count == 2);
        await UntilAsync(() => _outbox.First(webhook)!.Attempts == 2);

        receiver.Status = 200;
        LookAfter(RetryTimes.After(2));
        await UntilAsync(() => _courier.Pending == 0);
        Assert.Equal(["msg_1", "msg_1", "msg_1", "msg_2"], receiver.Posts.Select(post => post.Id));
        Assert.Equal("", _courier.Find(webhook)!.Error);
        Assert.Equal((2, 2), (_courier.Figures.Delivered, _courier.Figures.Failed));
        Assert.Equal(
            [(DeliveryState.Delivered, 1), (DeliveryState.Delivered, 3)],
            _outbox.List(webhook, 1, 10).Rows.Select(row => (row.State, row.Attempts)));
    }

    [Fact]
    public async Task After_the_last_try_the_webhook_is_disabled_and_what_waits_is_dropped()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await AddAsync(receiver.Url);
        receiver.Status = 500;
        Put(webhook, "msg_1", "msg_2");
        for (var attempt = 1; attempt <= RetryTimes.AttemptsMax; attempt++)
        {
            var made = attempt;
            await UntilAsync(() => _outbox.First(webhook)?.Attempts == made);
            if (attempt < RetryTimes.AttemptsMax)
            {
                LookAfter(RetryTimes.After(attempt));
            }
        }

        await UntilAsync(() => _submitted.Count > 0);
        var disabled = Assert.IsType<DisableWebhook>(_submitted.Single());
        Assert.Equal(webhook, disabled.Webhook);
        Assert.Contains("the receiver answered 500", disabled.Reason, StringComparison.Ordinal);
        Assert.Equal(RetryTimes.AttemptsMax, receiver.Posts.Count);
        Assert.All(receiver.Posts, post => Assert.Equal("msg_1", post.Id));

        Happen(new WebhookDisabled(webhook, disabled.Reason));
        await UntilAsync(() => _courier.Pending == 0);
        Assert.All(_outbox.List(webhook, 1, 10).Rows, row => Assert.Equal(DeliveryState.Dropped, row.State));
        Assert.Equal(2, _courier.Figures.Dropped);
    }

    [Fact]
    public void The_tries_are_spread_over_about_a_day()
    {
        var all = Enumerable.Range(1, RetryTimes.AttemptsMax - 1).Sum(attempt => RetryTimes.After(attempt).TotalHours);
        Assert.InRange(all, RetryTimes.HoursMax - 1, RetryTimes.HoursMax);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_for_good_is_asked_once()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await AddAsync(receiver.Url);
        receiver.Status = 410;
        Put(webhook, "msg_1");
        await UntilAsync(() => _submitted.Count > 0);
        Assert.Contains("410", ((DisableWebhook)_submitted.Single()).Reason, StringComparison.Ordinal);
        Assert.Single(receiver.Posts);
    }

    [Fact]
    public async Task One_that_never_answers_holds_up_nobody_else()
    {
        await using var dead = await WebhookReceiver.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        var never = new TaskCompletionSource();
        dead.Gate = never.Task;
        var (first, second) = (await AddAsync(dead.Url), await AddAsync(receiver.Url));
        Put(first, "msg_1");
        Put(second, "msg_2", "msg_3");
        await receiver.UntilTakenAsync(2);
        Assert.Empty(dead.Posts);
        Assert.Equal(1, _courier.Find(first)!.Pending);
        never.SetResult();
        await dead.UntilTakenAsync(1);
    }

    [Fact]
    public async Task Another_courier_goes_on_where_one_stopped_with_the_same_ids_and_times()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await AddAsync(receiver.Url);
        receiver.Status = 503;
        Put(webhook, "msg_1", "msg_2");
        await UntilAsync(() => _outbox.First(webhook)!.Attempts == 1);
        await CloseAsync();

        receiver.Status = 200;
        Open();
        _courier.Fill();
        var lane = _courier.Find(webhook)!;
        Assert.Equal((2, "the receiver answered 503"), (lane.Pending, lane.Error));
        LookAfter(TimeSpan.Zero);
        Assert.Single(receiver.Posts);
        LookAfter(RetryTimes.After(1));
        await UntilAsync(() => _courier.Pending == 0);
        Assert.Equal(["msg_1", "msg_1", "msg_2"], receiver.Posts.Select(post => post.Id));
    }

    [Fact]
    public async Task What_waits_for_a_webhook_that_was_removed_is_let_go()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await AddAsync(receiver.Url);
        receiver.Status = 503;
        Put(webhook, "msg_1");
        await UntilAsync(() => _outbox.First(webhook)!.Attempts == 1);
        Remove(webhook);
        await UntilAsync(() => _courier.Find(webhook) is null);
        Assert.Empty(_outbox.List(webhook, 1, 10).Rows);
        Assert.Equal(0, _courier.Pending);
    }

    [Fact]
    public async Task Posts_are_signed_with_both_secrets_for_a_day_after_a_rotation()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var before = SealedWebhook.New(receiver.Url);
        var after = before.Rotated(_time.GetUtcNow());
        var body = """{"type":"x","timestamp":0,"sequence":0,"data":{}}"""u8.ToArray();
        await _poster.PostAsync(after, "msg_1", body, CancellationToken.None);
        _time.Pass(TimeSpan.FromHours(SealedWebhook.RotationHours));
        await _poster.PostAsync(after, "msg_2", body, CancellationToken.None);

        bool[] Signed(SealedWebhook webhook) =>
        [
            .. receiver.Posts.Select(post => WebhookSignature.Verify(
                webhook.Secret, post.Id, post.Timestamp, post.Signature, post.Body, long.Parse(post.Timestamp))),
        ];
        Assert.Equal([true, true], Signed(after));
        Assert.Equal([true, false], Signed(before));
    }

    [Fact]
    public async Task Only_the_last_hundred_that_ended_are_kept_and_without_their_bodies()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await AddAsync(receiver.Url);
        Put(webhook, [.. Enumerable.Range(1, 103).Select(number => $"msg_{number}")]);
        await UntilAsync(() => _courier.Pending == 0);
        var (rows, total) = _outbox.List(webhook, 1, 200);
        Assert.Equal((100, 100), (rows.Count, total));
        Assert.Equal(("msg_103", "msg_4"), (rows[0].Id, rows[^1].Id));
        Assert.Equal(
            Enumerable.Range(1, 103).Select(number => $"msg_{number}"), receiver.Posts.Select(post => post.Id));
    }

    private void Open()
    {
        _outbox = WebhookOutbox.Open(_folder.File("webhooks.db"), NetworkId, 0);
        _poster = new WebhookPoster(new WebhookUrl(allowsLoopback: true), _time);
        var around = new CourierSurroundings(SubmitAsync, _time, NullLogger.Instance);
        _courier = new WebhookCourier(_ring, _vault, _outbox, _poster, around);
    }

    private async Task CloseAsync()
    {
        await _courier.DisposeAsync();
        _poster.Dispose();
        _outbox.Dispose();
    }

    // The manager looks each second; here the clock stands still, and the test looks.
    private Task UntilAsync(Func<bool> question) => Waits.UntilAsync(() =>
    {
        _courier.Look();
        return Task.FromResult(question());
    });

    private Task<Outcome> SubmitAsync(Command command)
    {
        _submitted.Add(command);
        return Task.FromResult(new Outcome(new Decision([], null, []), 0, null!));
    }

    private async Task<WebhookId> AddAsync(string url)
    {
        var id = new WebhookId(Guid.NewGuid());
        var target = await _vault.SealAsync(SealedWebhook.New(url), OnceOnly.Unbound);
        Happen(new WebhookAdded(id, Account, target, []));
        return id;
    }

    private void Happen(Event happened)
    {
        _network.Apply(happened, new Instant(1));
        _ring.Fill(_network);
        _courier.Look();
    }

    private void Remove(WebhookId webhook)
    {
        var stamp = new Stamp(new Instant(1), ContentHash.Of("seed"u8));
        var asked = new RemoveWebhook(Account, webhook);
        _network.Handle(asked, stamp, null!);
        var entry = new JournalEntry(1, 1, stamp.At, stamp.Seed, asked, [new WebhookRemoved(webhook)]);
        _ring.Read(new CommittedGroup([new CommittedEntry(entry, stamp.Seed)], null!), _network);
        _courier.Look();
    }

    private void Put(WebhookId webhook, params string[] ids)
    {
        var lane = _courier.Expect(webhook, ids.Length);
        _outbox.Append(
        [
            .. ids.Select(id => new DeliveryRow
            {
                Id = id,
                Webhook = webhook,
                Type = "x",
                Body = """{"type":"x","timestamp":0,"sequence":0,"data":{}}"""u8.ToArray(),
                CreatedAtMs = 1,
            }),
        ], 1);
        _courier.Begin(lane);
    }

    private void LookAfter(TimeSpan time)
    {
        _time.Pass(time);
        _courier.Look();
    }
}
