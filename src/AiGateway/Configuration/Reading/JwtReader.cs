namespace AiGateway.Configuration.Reading;

/// <summary>Reads the issuers of tokens.</summary>
internal sealed class JwtReader(ProblemList problems)
{
    private const int LongestClaim = 256;
    private const int LongestAudience = 1024;

    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(10);

    /// <summary>Reads the object <c>Jwt</c>.</summary>
    public JwtOptions Read(ObjectReader reader)
    {
        var issuers = new Dictionary<string, JwtIssuerOptions>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in reader.Map(nameof(JwtOptions.Issuers)))
        {
            if (Names.ProblemOfEntry(entry.Key) is { } problem)
            {
                problems.Add(entry.Path, problem);
            }
            else if (!Shapes.IsObject(entry, problems) || Issuer(entry.Key, new ObjectReader(entry, problems)) is not { } issuer)
            {
                continue;
            }
            else if (issuers.Values.FirstOrDefault(other => other.IsNamed(issuer.Authority.OriginalString)) is { } twin)
            {
                problems.Add(entry.Path, $"The issuer `{twin.Name}` has the same Authority, so nobody could tell whose a token is. Give one entry all the audiences.");
            }
            else
            {
                issuers[issuer.Name] = issuer;
            }
        }

        reader.RefuseUnknown();
        return new JwtOptions { Issuers = Tables.Freeze(issuers, StringComparer.OrdinalIgnoreCase) };
    }

    private JwtIssuerOptions? Issuer(string name, ObjectReader reader)
    {
        var isPrivate = reader.Bool(nameof(JwtIssuerOptions.AllowPrivateNetwork), defaultValue: false);
        var authority = Authority(reader, isPrivate);
        var algorithms = Algorithms(reader);
        var claims = Claims(reader.Object(nameof(JwtIssuerOptions.Claims)));
        var team = reader.Text(nameof(JwtIssuerOptions.Team));
        if (team is not null && Names.ProblemOfEntry(team) is { } problem)
        {
            reader.Error(nameof(JwtIssuerOptions.Team), problem);
        }

        if (team is not null && claims.Team is not null)
        {
            reader.Error(nameof(JwtIssuerOptions.Team), "Claims:Team names the team too, and one of the two would have no effect. Remove one.");
        }

        var skew = reader.Duration(nameof(JwtIssuerOptions.ClockSkew), TimeSpan.FromMinutes(1), zeroIsOff: true);
        if (skew > MostSkew)
        {
            reader.Error(nameof(JwtIssuerOptions.ClockSkew), "10m at most: for so long an expired token is taken.");
        }

        var audiences = Audiences(reader);
        reader.RefuseUnknown();
        return authority is null ? null : new JwtIssuerOptions
        {
            Name = name,
            Authority = authority,
            Audiences = audiences,
            Algorithms = algorithms,
            Claims = claims,
            Team = team,
            ClockSkew = skew,
            AllowPrivateNetwork = isPrivate,
        };
    }

    private static Uri? Authority(ObjectReader reader, bool isPrivate)
    {
        const string Field = nameof(JwtIssuerOptions.Authority);
        if (reader.Text(Field) is not { } text)
        {
            if (!reader.Has(Field))
            {
                reader.Error(Field, "The issuer's URL is missing, such as https://login.example.com/tenant.");
            }

            return null;
        }

        if (Authorities.TryRead(text, isPrivate, out var url) is { } problem)
        {
            reader.Error(Field, problem);
            return null;
        }

        return url;
    }

    private List<string> Audiences(ObjectReader reader)
    {
        const string Field = nameof(JwtIssuerOptions.Audiences);
        var audiences = new List<string>();
        foreach (var entry in reader.List(Field))
        {
            if (entry.Children.Count > 0 || entry.Value!.Length > LongestAudience || entry.Value.Any(char.IsControl))
            {
                problems.Add(entry.Path, $"An audience is one text of at most {LongestAudience} printable characters.");
            }
            else if (audiences.Contains(entry.Value, StringComparer.Ordinal))
            {
                problems.Add(entry.Path, $"{Quote.Of(entry.Value)} is given twice. Remove one.");
            }
            else
            {
                audiences.Add(entry.Value);
            }
        }

        if (!reader.Has(Field))
        {
            reader.Error(Field, "At least one audience is needed, or a token that the issuer made for any other service would open this one.");
        }

        return audiences;
    }

    private IReadOnlyList<JwtAlgorithm> Algorithms(ObjectReader reader)
    {
        const string Field = nameof(JwtIssuerOptions.Algorithms);
        var algorithms = new List<JwtAlgorithm>();
        foreach (var entry in reader.List(Field))
        {
            var text = entry.Children.Count > 0 ? "" : entry.Value!;
            var problem = entry.Children.Count > 0 ? "A name is expected here, not an object."
                : text.Equals("none", StringComparison.OrdinalIgnoreCase) ? "A token without a signature could be anybody's. Name the algorithm that the issuer signs with."
                : text.StartsWith("HS", StringComparison.OrdinalIgnoreCase) ? "With HMAC whoever can check a token can make one. Have the issuer sign with RS256 or ES256."
                : Choices.Find<JwtAlgorithm>(text) is not { } choice ? Choices.Problem<JwtAlgorithm>(text)
                : algorithms.Contains(choice) ? $"{choice} is given twice. Remove one."
                : null;
            if (problem is null)
            {
                algorithms.Add(Choices.Find<JwtAlgorithm>(text)!.Value);
            }
            else
            {
                problems.Add(entry.Path, problem);
            }
        }

        if (reader.IsEmptyList(Field))
        {
            reader.Error(Field, "The list is empty, so no token could be right. Leave it out to get RS256 and ES256.");
        }

        return algorithms.Count > 0 ? [.. algorithms.Order()] : [JwtAlgorithm.RS256, JwtAlgorithm.ES256];
    }

    private static JwtClaimOptions Claims(ObjectReader reader)
    {
        var claims = new JwtClaimOptions
        {
            User = Claim(nameof(JwtClaimOptions.User)) ?? "sub",
            Name = Claim(nameof(JwtClaimOptions.Name)),
            Team = Claim(nameof(JwtClaimOptions.Team)),
            Tags = Claim(nameof(JwtClaimOptions.Tags)),
            Models = Claim(nameof(JwtClaimOptions.Models)),
        };
        reader.RefuseUnknown();
        return claims;

        string? Claim(string field)
        {
            var name = reader.Text(field);
            if (name is null || (name.Length <= LongestClaim && !name.Any(char.IsControl)))
            {
                return name;
            }

            reader.Error(field, $"A claim's name has at most {LongestClaim} printable characters.");
            return null;
        }
    }
}
