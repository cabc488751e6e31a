using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>Create, list and ban accounts; for the network owner.</summary>
public sealed class AccountCalls
{
    /// <summary>The kind of account that submits jobs.</summary>
    public const string Consumer = "consumer";

    /// <summary>The kind of account that lends nodes.</summary>
    public const string Operator = "operator";

    private readonly ApiConnection _connection;

    internal AccountCalls(ApiConnection connection) => _connection = connection;

    /// <summary>Creates an account and its first key, whose secret is shown this once.</summary>
    /// <param name="kind"><see cref="Consumer"/> or <see cref="Operator"/>.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="cancellation">Stops waiting; the account may have been created.</param>
    public Task<AccountCreated> CreateAsync(string kind, string name, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Post,
            new ApiPath("/v1/accounts"),
            new ApiBody<AccountRequest>(new AccountRequest(kind, name), ClientJson.Default.AccountRequest),
            ClientJson.Default.AccountCreated,
            cancellation);

    /// <summary>Every account, of one kind if asked.</summary>
    public IAsyncEnumerable<AccountResource> AllAsync(string? kind, CancellationToken cancellation = default) =>
        Pages.AllAsync((page, limit, stop) => ListAsync(kind, page, limit, stop), cancellation);

    /// <summary>One page of them.</summary>
    public Task<ListPage<AccountResource>> ListAsync(
        string? kind, int page, int limit, CancellationToken cancellation) =>
        _connection.GetAsync(
            new ApiPath("/v1/accounts").With(("filter[kind]", kind), ("limit", limit), ("page", page)),
            ClientJson.Default.ListPageAccountResource,
            cancellation);

    /// <summary>The caller's own account: its quotas, and what it has of them.</summary>
    public Task<AccountUsage> GetOwnAsync(CancellationToken cancellation) =>
        _connection.GetAsync(new ApiPath("/v1/account"), ClientJson.Default.AccountUsage, cancellation);

    /// <summary>Any account; for the network owner.</summary>
    public Task<AccountUsage> GetAsync(Guid account, CancellationToken cancellation) =>
        _connection.GetAsync(new ApiPath($"/v1/accounts/{account}"), ClientJson.Default.AccountUsage, cancellation);

    /// <summary>Sets how much of the network a consumer may take; what is null stays as it is.</summary>
    public Task<AccountUsage> SetQuotaAsync(Guid account, QuotaRequest quota, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Put,
            new ApiPath($"/v1/accounts/{account}/quota"),
            new ApiBody<QuotaRequest>(quota, ClientJson.Default.QuotaRequest),
            ClientJson.Default.AccountUsage,
            cancellation);

    /// <summary>Bans an account and all its nodes, for good.</summary>
    public Task<AccountResource> BanAsync(Guid account, CancellationToken cancellation) =>
        _connection.SendAsync(
            HttpMethod.Put,
            new ApiPath($"/v1/accounts/{account}/ban"),
            ClientJson.Default.AccountResource,
            cancellation);
}
