using System.Net;
using System.Security.Claims;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using Microsoft.AspNetCore.Authentication;

namespace AiGateway.Authentication;

/// <summary>What a key allows, made of the key, its team and its user once and kept until one of them changes.</summary>
internal sealed class KeyGrant
{
    private readonly VirtualKeyIndex? _index;
    private readonly StoredOwners? _owners;
    private readonly IPNetwork[]? _networks;

    /// <summary>Works out what a key allows.</summary>
    public KeyGrant(KeyEntry key, VirtualKeyIndex index, StoredOwners owners)
    {
        (_index, _owners) = (index, owners);
        var limits = new OwnerLimits(key.Team, key.User, index, owners);
        // A key of the store belongs to a user of the store; one of the configuration may name anybody.
        var isOn = key.Enabled && limits.Enabled && !(key.IsStored && limits.IsUserUnknown);
        Outcome = key.IsRevoked ? KeyOutcome.Revoked : isOn ? KeyOutcome.Accepted : KeyOutcome.Disabled;
        NeedsStore = key.IsStored || limits.NeedsStore;
        _networks = key.Networks.Count == 0 ? null : [.. Read(key.Networks)];
        Caller = new Caller(key.Id, MayUse(key, limits))
        {
            KeyName = key.Name,
            Team = limits.Team,
            User = key.User,
            Tags = [.. key.Tags.Concat(limits.Tags).Distinct(StringComparer.Ordinal)],
            MayUseSurface = MayUseSurface(key.Surfaces),
            Forbidder = Forbidder(key, limits),
        };
        Result = Success(Caller);
        ResultTask = Task.FromResult(Result);
    }

    private KeyGrant(Caller caller)
    {
        Caller = caller;
        Result = Success(caller);
        ResultTask = Task.FromResult(Result);
    }

    /// <summary>What a caller on this machine may do while there is no key.</summary>
    public static KeyGrant Loopback { get; } = new(Caller.Loopback);

    /// <summary>What a caller may do who is known by something else than a key.</summary>
    public static KeyGrant Of(Caller caller) => new(caller);

    /// <summary>Who calls.</summary>
    public Caller Caller { get; }

    /// <summary>The same in ASP.NET's words; nobody may write to it, since all requests of the key share it.</summary>
    public AuthenticateResult Result { get; }

    /// <summary>The same as a task that is done.</summary>
    public Task<AuthenticateResult> ResultTask { get; }

    /// <summary>Whether the key may be used at all, whenever and from wherever.</summary>
    public KeyOutcome Outcome { get; } = KeyOutcome.Accepted;

    /// <summary>Whether the store must have been read for this to be all.</summary>
    public bool NeedsStore { get; }

    /// <summary>Whether it was made of these.</summary>
    public bool IsOf(VirtualKeyIndex index, StoredOwners owners) => ReferenceEquals(_index, index) && ReferenceEquals(_owners, owners);

    /// <summary>Whether the key may be used from an address.</summary>
    public bool MayComeFrom(IPAddress? address)
    {
        if (_networks is null)
        {
            return true;
        }

        if (address is null)
        {
            return false;
        }

        var from = Networks.Normal(address);
        foreach (var network in _networks)
        {
            if (network.Contains(from))
            {
                return true;
            }
        }

        return false;
    }

    private static AuthenticateResult Success(Caller caller)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, caller.KeyId)], VirtualKeyHandler.SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), VirtualKeyHandler.SchemeName));
    }

    /// <summary>A network that cannot be read lets nobody in, and a list of such nobody at all.</summary>
    private static IEnumerable<IPNetwork> Read(IReadOnlyList<string> networks)
    {
        foreach (var text in networks)
        {
            if (Networks.TryRead(text, out var network) is null)
            {
                yield return network;
            }
        }
    }

    private static Func<string, bool> MayUse(KeyEntry key, OwnerLimits limits)
    {
        ModelPattern[][] rows = key.Models.Count == 0 ? [.. limits.Models] : [OwnerLimits.Patterns(key.Models), .. limits.Models];
        return rows.Length == 0
            ? static _ => true
            : name => Array.TrueForAll(rows, row => Array.Exists(row, pattern => pattern.Matches(name)));
    }

    /// <summary>The key's own list is named first: whoever holds it can see to that.</summary>
    private static Func<string, string> Forbidder(KeyEntry key, OwnerLimits limits)
    {
        var own = OwnerLimits.Patterns(key.Models);
        return name => own.Length > 0 && !Array.Exists(own, pattern => pattern.Matches(name)) ? "key" : limits.Forbidder(name) ?? "key";
    }

    private static Func<string, bool> MayUseSurface(IReadOnlyList<string> surfaces) =>
        surfaces.Count == 0 ? static _ => true : id => surfaces.Contains(id, StringComparer.Ordinal);
}
