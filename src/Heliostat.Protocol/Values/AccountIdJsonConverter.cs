namespace Heliostat.Protocol.Values;

/// <summary>Writes an account's id as JSON; public so that other projects' generated code can reach it.</summary>
public sealed class AccountIdJsonConverter : IdJsonConverter<AccountId>
{
    /// <inheritdoc/>
    protected override AccountId Make(Guid value) => new(value);

    /// <inheritdoc/>
    protected override Guid ValueOf(AccountId id) => id.Value;
}
