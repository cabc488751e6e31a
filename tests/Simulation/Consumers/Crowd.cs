using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Webhooks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Webhooks;
using Heliostat.Simulation.Nodes;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Consumers;

/// <summary>Everybody who asks the manager for something: consumers, operators, the network owner.</summary>
internal sealed class Crowd(World world)
{
    private const int DeedMsMax = 60_000;
    private const int HealedLookMs = 5_000;
    private const int Gangs = 1;

    private readonly Chance _chance = world.Chance;
    private int _ordersLeft = world.Scenario.Jobs;
    private int _containersLeft = world.Scenario.Containers;

    /// <summary>What consumers say of their results.</summary>
    public Complaints Complaints { get; } = new(world);

    /// <summary>What consumers do with recipes.</summary>
    public Kitchen Kitchen { get; } = new(world);

    /// <summary>True once every order was given.</summary>
    public bool AllAsked => _ordersLeft + _containersLeft == 0;

    public void Gather()
    {
        for (var i = 0; i < world.Scenario.Consumers; i++)
        {
            OpenAccount(AccountKind.Consumer, _ => { });
        }

        for (var i = 0; i < world.Scenario.SoundOperators; i++)
        {
            var character = world.Scenario.IsStormy ? _chance.Pick(Characters.Honest) : new() { Name = "honest" };
            OpenAccount(AccountKind.Operator, owner => Register(owner, character, NodeBlank.Sound(_chance), null));
        }

        for (var i = 0; i < world.Scenario.GangMembers; i++)
        {
            OpenAccount(
                AccountKind.Operator,
                owner => Register(owner, Characters.Gang(Gangs), NodeBlank.Sound(_chance), NodeBlank.Block(_chance)));
        }

        for (var i = 0; i < world.Scenario.OtherNodes; i++)
        {
            world.Agenda.In(1_000, AddOther);
        }
    }

    /// <summary>Orders come in over the storm; meanwhile operators and owner do what they do.</summary>
    public void Submit()
    {
        for (var i = 0; i < world.Scenario.Jobs; i++)
        {
            world.Agenda.In(_chance.Below((int)world.Scenario.StormMs), Order);
        }

        for (var i = 0; i < world.Scenario.Containers; i++)
        {
            world.Agenda.In(_chance.Below((int)world.Scenario.StormMs), OrderContainers);
        }

        Complaints.Submit();
        if (world.IsStormy)
        {
            world.Agenda.In(_chance.Below(DeedMsMax), Meddle);
        }

        if (world.Scenario.Cooks)
        {
            Kitchen.Open();
        }

        if (world.Scenario.SetsQuotas)
        {
            world.Agenda.In(_chance.Below(DeedMsMax), SetQuotas);
        }
    }

    public void Heal()
    {
        foreach (var node in world.Cast.Nodes)
        {
            node.Heal();
        }

        Undrain();
        ResumeAll();
        if (world.Scenario.Containers > 0)
        {
            world.Agenda.In(HealedLookMs, StopAll);
        }
    }

    private void AddOther()
    {
        var character = world.Scenario.IsStormy
            ? Characters.Draw(_chance, world.Scenario.LiarsPerMille)
            : new() { Name = "honest" };
        if (_chance.PerMille(300))
        {
            Register(_chance.Pick(world.Cast.Operators), character, NodeBlank.Any(_chance), NodeBlank.Block(_chance));
            return;
        }

        OpenAccount(
            AccountKind.Operator,
            owner => Register(owner, character, NodeBlank.Any(_chance), NodeBlank.Block(_chance)));
    }

    private void OpenAccount(AccountKind kind, Action<AccountId> then)
    {
        var asked = new OpenAccount(kind, $"{kind} of seed {world.Scenario.Seed}", $"pk_{_chance.NextId():N}");
        world.Manager.Ask(asked, decision =>
        {
            var account = decision.Events.OfType<AccountOpened>().Single().Account;
            world.Cast.Of(kind).Add(account);
            then(account);
        });
    }

    private void Register(AccountId owner, Character character, Protocol.Nodes.NodeFacts facts, string? block)
    {
        var node = new NodeModel(world, facts, character, owner) { AddressBlock = block };
        world.Cast.Add(node);
        world.Manager.Ask(
            new RegisterNode(node.Id, owner, $"{character.Name} {node.Number}", $"key of {node.Number}"),
            _ => node.Live());
    }

    private void Order()
    {
        var account = _chance.Pick(world.Cast.Consumers);
        var order = OrderBlank.Draw(_chance, account, _ordersLeft--, isSound: !world.IsStormy);
        Submit(order with { Spec = order.Spec with { DependsOn = SomeOf(account), Recipe = Kitchen.Draw() } });
    }

    private void OrderContainers()
    {
        var account = _chance.Pick(world.Cast.Consumers);
        Submit(OrderBlank.Container(_chance, account, _containersLeft--, isSound: !world.Scenario.IsStormy));
    }

    private void Submit(Order order)
    {
        var account = order.Account;
        world.Orders.Place(order);
        world.Manager.Ask(new SubmitJob(account, order.Spec), decision =>
        {
            if (decision.Refused is not null)
            {
                // Over its quota, its recipe is not for it, or what it depends on has ended badly since it was drawn:
                // the consumer lets it be.
                return;
            }

            var job = decision.Events.OfType<JobSubmitted>().Single().Job;
            world.Watch.AcknowledgeJob(job);
            if (world.IsStormy && _chance.PerMille(120))
            {
                world.Agenda.In(_chance.Below((int)world.Scenario.StormMs), () => Cancel(account, job));
            }

            if (_chance.PerMille(300))
            {
                world.Agenda.In(_chance.Below(DeedMsMax), () => Change(account, job));
            }
        });
    }

    /// <summary>Open jobs of an account on which its next one depends; null for none.</summary>
    private List<JobId>? SomeOf(AccountId account)
    {
        if (!_chance.PerMille(250))
        {
            return null;
        }

        var jobs = world.Manager.Books.Jobs.All
            .Where(job => job.Account == account && !job.IsPersistent)
            .Where(job => job.IsOpen || job.State == JobState.Completed)
            .Select(job => job.Id)
            .Where(_ => _chance.PerMille(500))
            .Take(JobSpec.DependsOnMax)
            .ToList();
        return jobs.Count > 0 ? jobs : null;
    }

    private void Change(AccountId account, JobId job)
    {
        world.Manager.Ask(new PauseJob(job, account));
        world.Agenda.In(_chance.Below(DeedMsMax), () => world.Manager.Ask(new ResumeJob(job, account)));
        world.Agenda.In(_chance.Below(DeedMsMax), () => world.Manager.Ask(new EditJob(
            job,
            account,
            _chance.PerMille(500) ? _chance.Below(101) : null,
            _chance.PerMille(500) ? _chance.Between(1, 3) : null,
            _chance.PerMille(500) ? _chance.Below(4) : null,
            _chance.PerMille(500) ? _chance.Between(60, 300) * 1_000L : null)));
    }

    private void Cancel(AccountId account, JobId job) => world.Manager.Ask(
        new CancelJob(job, account, "changed my mind"),
        decision =>
        {
            if (decision.Refused is null)
            {
                world.Watch.AcknowledgeCancellation(job);
            }
        });

    private void Meddle()
    {
        if (!world.IsStormy)
        {
            return;
        }

        if (world.Manager.IsUp)
        {
            world.Manager.Ask(AnyDeed());
        }

        world.Agenda.In(_chance.Below(DeedMsMax), Meddle);
    }

    /// <summary>The owner changes its mind about quotas, and the store about bytes.</summary>
    private void SetQuotas()
    {
        if (world.Manager.IsUp)
        {
            world.Manager.Ask(Quotas());
            world.Manager.Ask(new ReportBytes(
                _chance.Pick(world.Cast.Consumers), _chance.Below(2) * AccountQuota.BytesDefault));
        }

        if (world.IsStormy)
        {
            world.Agenda.In(_chance.Below(DeedMsMax), SetQuotas);
        }
    }

    private Command AnyDeed()
    {
        var node = _chance.Pick(world.Cast.Nodes);
        var key = world.Manager.Books.Accounts.Keys[^1];
        return _chance.Below(22) switch
        {
            < 6 => new DrainNode(node.Id, node.Operator),
            < 14 => new UndrainNode(node.Id, node.Operator),
            < 15 => new RegisterNode(node.Id, node.Operator, "renamed", $"new key {_chance.Below(3)}"),
            < 16 => new CreateKey(node.Operator, $"pk_{_chance.NextId():N}", "another key", null, []),
            < 17 => new RevokeKey(key.Account, key.PublicKey),
            < 18 => new HearHeartbeat(node.Id),
            < 19 => new CancelJob(new JobId(_chance.NextId()), node.Operator, "not mine"),
            < 21 => Hook(),
            _ => Ban(),
        };
    }

    /// <summary>A consumer does something with its webhooks, or the host gives one up.</summary>
    private Command Hook()
    {
        var consumer = _chance.Pick(world.Cast.Consumers);
        var webhooks = world.Manager.Books.Webhooks.All;
        var target = ContentHash.Of(_chance.NextId().ToByteArray());
        if (webhooks.Count == 0 || _chance.PerMille(400))
        {
            string[] types = _chance.PerMille(500) ? [_chance.Pick(NewsTypes.All)] : [];
            return new AddWebhook(consumer, target, types);
        }

        var webhook = _chance.Pick(webhooks);
        return _chance.Below(4) switch
        {
            0 => new RemoveWebhook(consumer, webhook.Id),
            1 => new RotateWebhook(webhook.Account, webhook.Id, target),
            2 => new DisableWebhook(webhook.Id, "no answer"),
            _ => new EnableWebhook(webhook.Account, webhook.Id),
        };
    }

    /// <summary>A quota so tight that some orders are refused, or none that matters.</summary>
    private SetQuota Quotas() => new(
        _chance.Pick(world.Cast.Consumers),
        _chance.PerMille(500) ? _chance.Between(1, 4) : AccountQuota.JobsDefault,
        _chance.PerMille(500) ? _chance.Between(1, 100) : AccountQuota.TasksDefault,
        null,
        _chance.Between(1, 4));

    /// <summary>Bans somebody whom the promise of three honest operators does not need.</summary>
    private Command Ban()
    {
        var others = world.Cast.Operators.Skip(world.Scenario.SoundOperators).ToList();
        if (others.Count == 0 || !_chance.PerMille(300))
        {
            return new ReportSilence(_chance.Pick(world.Cast.Nodes).Id);
        }

        // Whose node fails is looked at first.
        var failing = world.Manager.Books.Nodes.All
            .Where(node => node.State == NodeState.Unhealthy && others.Contains(node.Operator))
            .Select(node => node.Operator)
            .ToList();
        return new BanAccount(_chance.Pick(failing.Count > 0 ? failing : others), "banned by the owner");
    }

    private void ResumeAll()
    {
        foreach (var job in world.Manager.Books.Jobs.All.Where(job => job.IsPaused))
        {
            world.Manager.Ask(new ResumeJob(job.Id, job.Account));
        }

        world.Agenda.In(HealedLookMs, ResumeAll);
    }

    /// <summary>Nobody wants what would run for ever any more.</summary>
    private void StopAll()
    {
        foreach (var job in world.Manager.Books.Jobs.All.Where(job => job.IsPersistent && job.IsOpen))
        {
            Cancel(job.Account, job.Id);
        }

        world.Agenda.In(_chance.Between(HealedLookMs, DeedMsMax), StopAll);
    }

    private void Undrain()
    {
        foreach (var node in world.Manager.Books.Nodes.All.Where(node => node.State == NodeState.Draining))
        {
            world.Manager.Ask(new UndrainNode(node.Id, node.Operator));
        }

        world.Agenda.In(HealedLookMs, Undrain);
    }
}
