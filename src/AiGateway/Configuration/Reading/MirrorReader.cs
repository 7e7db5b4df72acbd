namespace AiGateway.Configuration.Reading;

/// <summary>Reads where copies of requests go: a target, or an object with the target and the share.</summary>
internal sealed class MirrorReader(TargetReader targets)
{
    /// <summary>Reads the field of that name of a model; <see langword="null"/> where it is absent or unsound.</summary>
    public MirrorOptions? Read(ObjectReader model, string field, ModelPattern pattern)
    {
        if (model.IsNull(field))
        {
            model.Error(field, "The mirror is empty. Name its target, as \"provider/model\" or { \"Target\": …, \"Share\": … }, or leave the field out.");
        }

        if (model.IsShort(field))
        {
            return model.Text(field) is { } text && targets.Read(model.PathOf(field), text, pattern) is { } only ? new MirrorOptions { Target = only } : null;
        }

        var reader = model.Object(field);
        if (!model.Has(field))
        {
            return null;
        }

        var entry = reader.Field(nameof(MirrorOptions.Target));
        var share = reader.Fraction(nameof(MirrorOptions.Share), 1, Bounds.AboveZero);
        reader.RefuseUnknown();
        if (entry is null || entry.IsEmpty)
        {
            if (entry is not null || !reader.Has(nameof(MirrorOptions.Target)))
            {
                reader.Error(nameof(MirrorOptions.Target), "A mirror needs its target, written provider/model.");
            }

            return null;
        }

        return targets.Read(entry, pattern, TargetRole.Mirror) is { } target ? new MirrorOptions { Target = target, Share = share } : null;
    }
}
