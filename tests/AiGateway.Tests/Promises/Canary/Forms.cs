using System.Text;

namespace AiGateway.Tests.Promises.Canary;

/// <summary>The forms in which a secret could turn up somewhere: as it is, by its end alone, in base64 at any of three offsets, in hexadecimal, escaped for URLs or JSON, and as the numbers of its bytes.</summary>
internal sealed class Forms
{
    private const int Tail = 8;
    private readonly List<(string Form, byte[] Text)> _texts = [];

    /// <summary>Works the forms of a secret out.</summary>
    /// <param name="name">What it is called where it is found.</param>
    /// <param name="secret">At least twice as long as the end that is looked for alone.</param>
    /// <param name="raw">The bytes that the secret stands for, where they are other than its text.</param>
    public Forms(string name, string secret, byte[]? raw = null)
    {
        if (raw is not null)
        {
            _texts.Add(("its bytes", raw));
        }

        Name = name;
        secret.Length.ShouldBeGreaterThan(Tail * 2);
        Add("plain", secret);
        Add("its end", secret[^Tail..]);
        Add("for URLs", Uri.EscapeDataString(secret));
        Add("for JSON", System.Text.Json.JsonEncodedText.Encode(secret).Value);
        var bytes = Encoding.UTF8.GetBytes(secret);
        Add("hexadecimal", Convert.ToHexString(bytes));
        Add("hexadecimal", Convert.ToHexStringLower(bytes));
        for (var offset = 0; offset < 3; offset++)
        {
            // What stands before it decides how its letters fall; the letters that share bits with neighbours are left out.
            var text = Convert.ToBase64String([.. new byte[offset], .. bytes]);
            var from = (offset * 8 / 6) + (offset == 0 ? 0 : 1);
            var whole = text[from..^4];
            Add($"base64 at {offset}", whole);
            Add($"base64url at {offset}", whole.Replace('+', '-').Replace('/', '_'));
        }
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The forms found in something; none where it is clean.</summary>
    public IEnumerable<string> FoundIn(ReadOnlyMemory<byte> content) =>
        _texts.Where(form => content.Span.IndexOf(form.Text) >= 0).Select(form => $"{Name}, {form.Form}").Distinct();

    private void Add(string form, string text) => _texts.Add((form, Encoding.UTF8.GetBytes(text)));
}
