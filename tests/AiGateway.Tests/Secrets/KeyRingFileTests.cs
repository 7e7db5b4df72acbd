using System.Collections.Concurrent;
using AiGateway.Configuration;
using AiGateway.Secrets;

namespace AiGateway.Tests.Secrets;

public sealed class KeyRingFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aigateway-keys-");

    private string FilePath => Path.Combine(_folder.FullName, "data", KeyRingFile.DefaultName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    [Trait("Promise", "H5")]
    public void The_first_reading_makes_it_and_the_next_finds_the_same()
    {
        KeyRingFile.TryRead(FilePath).ShouldBeNull();

        var made = Ring(KeyRingFile.ReadOrCreate(FilePath));
        var (id, box) = made.Seal("openai", "value");
        var again = Ring(KeyRingFile.ReadOrCreate(FilePath));

        again.Open("openai", id, box).ShouldBe("value");
        again.Digest(KeyPurpose.VirtualKey, made.PepperId, "t").ShouldBe(made.Digest(KeyPurpose.VirtualKey, made.PepperId, "t"));
    }

    [Fact]
    public void Each_is_random()
    {
        var ids = Enumerable.Range(0, 20).Select(i => Ring(KeyRingFile.ReadOrCreate($"{FilePath}{i}"))).SelectMany(ring => (string[])[ring.MasterKeyId, $"p{ring.PepperId}"]);

        ids.Distinct().Count().ShouldBe(40);
    }

    [Fact]
    public void Nobody_but_its_owner_may_read_it_and_nothing_else_is_left()
    {
        KeyRingFile.ReadOrCreate(FilePath);

        Directory.GetFiles(Path.GetDirectoryName(FilePath)!).ShouldBe([FilePath]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(FilePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void One_that_others_may_read_or_write_is_refused(UnixFileMode more)
    {
        KeyRingFile.ReadOrCreate(FilePath);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(FilePath, File.GetUnixFileMode(FilePath) | more);

        var refusal = Should.Throw<KeyRingException>(() => KeyRingFile.ReadOrCreate(FilePath));
        refusal.Path.ShouldBe(FilePath);
        refusal.Message.ShouldContain($"chmod 600 {FilePath}");
    }

    [Fact]
    [Trait("Promise", "H5")]
    public void Many_that_make_it_at_once_agree_on_one()
    {
        for (var round = 0; round < 20; round++)
        {
            var file = Path.Combine(_folder.FullName, $"round{round}", KeyRingFile.DefaultName);
            var ids = new ConcurrentBag<string>();
            using var start = new Barrier(8);
            Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                ids.Add(Ring(KeyRingFile.ReadOrCreate(file)).MasterKeyId);
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());

            ids.Count.ShouldBe(8);
            ids.Distinct().ShouldHaveSingleItem();
            Directory.GetFiles(Path.GetDirectoryName(file)!).ShouldBe([file]);
        }
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "no object")]
    [InlineData("{}", "no master key or no pepper")]
    [InlineData("""{ "MasterKeys": {}, "Peppers": {} }""", "no master key or no pepper")]
    [InlineData("""{ "MasterKeys": { "a": "" }, "Peppers": { "a": "x" } }""", "no text, or an empty one")]
    [InlineData("""{ "MasterKeys": { "a": 1 }, "Peppers": { "a": "x" } }""", "no text, or an empty one")]
    [InlineData("""{ "MasterKeys": { "a": "x", "a": "y" }, "Peppers": { "a": "x" } }""", "no JSON")]
    [InlineData("""{ "MasterKeys": [ "x" ], "Peppers": { "a": "x" } }""", "MasterKeys is no object")]
    [InlineData("""{ "Keys": { "a": "x" } }""", "a field that is none")]
    public void One_that_is_not_sound_is_refused_and_kept(string content, string says)
    {
        Write(content);

        Should.Throw<KeyRingException>(() => KeyRingFile.ReadOrCreate(FilePath)).Message.ShouldContain(says);
        File.ReadAllText(FilePath).ShouldBe(content);
    }

    [Fact]
    public void One_may_hold_more_than_one_of_each()
    {
        Write("""{ "MasterKeys": { "file": "m" }, "Peppers": { "file": "x", "new": "y" }, "Pepper": "new" }""");

        var options = KeyRingFile.TryRead(FilePath)!;

        options.Peppers.Keys.ShouldBe(["file", "new"]);
        options.Pepper.ShouldBe("new");
        options.MasterKey.ShouldBeNull();
    }

    [Fact]
    public void A_folder_in_its_place_or_one_that_cannot_be_written_is_told()
    {
        Directory.CreateDirectory(FilePath);
        Should.Throw<KeyRingException>(() => KeyRingFile.ReadOrCreate(FilePath)).Path.ShouldBe(FilePath);

        var below = Path.Combine(_folder.FullName, "plain", KeyRingFile.DefaultName);
        File.WriteAllText(Path.Combine(_folder.FullName, "plain"), "a file where a folder should be");
        Should.Throw<KeyRingException>(() => KeyRingFile.ReadOrCreate(below)).Message.ShouldStartWith("The key file cannot be");
    }

    private static KeyRing Ring(KeyMaterialOptions options) => KeyMaterial.ToRing(options)!;

    private void Write(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
