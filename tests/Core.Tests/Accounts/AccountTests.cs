using Heliostat.Core.Accounts;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Accounts;

/// <summary>Accounts, their keys, and what a ban does.</summary>
public sealed class AccountTests
{
    [Fact]
    public void An_account_opens_with_its_first_key()
    {
        var given = new Given();
        var decision = given.When(new OpenAccount(AccountKind.Consumer, "Ada", "pk_1"));

        Assert.Equal(["AccountOpened", "KeyCreated"], Given.Names(decision));
        Assert.Equal("Ada", given.Network.Accounts.Accounts.Single().Name);
        Assert.False(given.Network.Accounts.FindKey("pk_1")!.Revoked);
    }

    [Fact]
    public void An_account_without_a_good_name_or_a_new_key_is_refused()
    {
        var given = new Given();
        given.When(new OpenAccount(AccountKind.Consumer, "Ada", "pk_1"));

        Assert.Equal("name-invalid", given.RefusedCode(new OpenAccount(AccountKind.Consumer, " ", "pk_2")));
        Assert.Equal("name-invalid", given.RefusedCode(
            new OpenAccount(AccountKind.Consumer, new string('x', OpenAccount.NameLengthMax + 1), "pk_2")));
        Assert.Equal("key-exists", given.RefusedCode(new OpenAccount(AccountKind.Consumer, "Bob", "pk_1")));
    }

    [Fact]
    public void A_key_that_breaks_a_rule_is_refused()
    {
        var given = Given.Nodes(0);
        var account = given.Consumer;
        var unknown = new AccountId(Guid.Empty);
        string[] addresses = [.. Enumerable.Repeat("203.0.113.1", CreateKey.AllowedIpsMax + 1)];

        Assert.Equal("account-unknown", given.RefusedCode(new CreateKey(unknown, "pk_a", "key", null, [])));
        Assert.Equal("name-invalid", given.RefusedCode(new CreateKey(account, "pk_a", "", null, [])));
        Assert.Equal("expiry-past", given.RefusedCode(new CreateKey(account, "pk_a", "key", given.Now, [])));
        Assert.Equal("addresses-too-many", given.RefusedCode(new CreateKey(account, "pk_a", "key", null, addresses)));
        Assert.Null(given.RefusedCode(new CreateKey(account, "pk_a", "key", given.Now.PlusMs(1), [])));
        Assert.Equal("key-exists", given.RefusedCode(new CreateKey(account, "pk_a", "key", null, [])));
    }

    [Fact]
    public void An_account_has_a_hundred_keys_and_revoked_ones_do_not_count()
    {
        var given = Given.Nodes(0);
        for (var i = 1; i < CreateKey.KeysPerAccountMax; i++)
        {
            Assert.Null(given.RefusedCode(new CreateKey(given.Consumer, $"pk_n{i}", "key", null, [])));
        }

        Assert.Equal("keys-too-many", given.RefusedCode(new CreateKey(given.Consumer, "pk_more", "key", null, [])));
        given.When(new RevokeKey(given.Consumer, "pk_n1"));
        Assert.Null(given.RefusedCode(new CreateKey(given.Consumer, "pk_more", "key", null, [])));
    }

    [Fact]
    public void A_key_is_revoked_once_and_by_its_account_only()
    {
        var given = Given.Nodes(1);
        given.When(new CreateKey(given.Consumer, "pk_a", "key", null, []));

        Assert.Equal("key-unknown", given.RefusedCode(new RevokeKey(given.OperatorOf(given[0]), "pk_a")));
        Assert.Equal(["KeyRevoked"], Given.Names(given.When(new RevokeKey(given.Consumer, "pk_a"))));
        Assert.Empty(given.When(new RevokeKey(given.Consumer, "pk_a")).Events);
    }

    [Fact]
    public void A_banned_operators_nodes_lose_what_they_run_and_are_out_for_good()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());
        var owner = given.OperatorOf(leased.Node);
        var decision = given.When(new BanAccount(owner, "cheated"));

        Assert.Equal(leased.Run, Given.Happened<RunLost>(decision).Run);
        Assert.Equal(NodeState.Banned, given.NodeOf(0).State);
        Assert.Equal(TaskState.Ready, given.Task().State);
        Assert.Empty(given.When(new BanAccount(owner, "again")).Events);
        Assert.Equal("node-unknown", given.Connect(given[0]).Refused?.Code);
        Assert.Equal("node-banned", given.RefusedCode(new DrainNode(given[0], owner)));
        Assert.Equal("operator-unknown", given.RefusedCode(new RegisterNode(given[0], owner, "back", "key")));
    }

    [Fact]
    public void Nobody_bans_the_owner_or_an_account_that_is_not_there()
    {
        var given = new Given();
        var owner = given.Account(AccountKind.NetworkOwner);

        Assert.Equal("owner-banned", given.RefusedCode(new BanAccount(owner, "why not")));
        Assert.Equal("account-unknown", given.RefusedCode(new BanAccount(new AccountId(Guid.Empty), "who")));
    }
}
