using System.Diagnostics;
using System.Runtime.Versioning;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Storage;

/// <summary>A disk of one megabyte that can be full and read-only: a real one where the tests may mount it, else a file with such limits.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class TinyDisk : IAsyncDisposable
{
    private readonly bool _isMounted;

    private TinyDisk(string folder, bool isMounted) => (Folder, _isMounted) = (folder, isMounted);

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>Whether it is a real one.</summary>
    public bool IsMounted => _isMounted;

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Makes an empty one.</summary>
    public static async Task<TinyDisk> CreateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("aigateway-disk-").FullName;
        return new TinyDisk(folder, await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder));
    }

    /// <summary>Makes a store on it.</summary>
    public async Task<TestStore> StoreAsync()
    {
        var store = await TestStore.SqliteAsync(Folder);
        if (!_isMounted)
        {
            // The one connection that the pool then has bears the limit, and writers use it one after the other.
            var limited = new SqliteEngine(store.File, store.Options.Timeout);
            using var connection = limited.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA max_page_count = 200";
            command.ExecuteNonQuery();
        }

        return store;
    }

    /// <summary>Takes all the room that is left; only of a real one.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var i = 0; i < 8 * 1024; i++)
            {
                filler.Write(new byte[1024]);
            }
        }
        catch (IOException)
        {
            return;
        }

        throw new InvalidOperationException("The disk has no limit.");
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void MakeRoom() => File.Delete(Filler);

    /// <summary>Lets nobody write any more.</summary>
    public async Task MakeReadOnlyAsync()
    {
        if (_isMounted)
        {
            await CloseAsync();
            (await RunAsync("mount", "-o", "remount,ro", Folder)).ShouldBeTrue();
            return;
        }

        await CloseAsync();
        File.SetUnixFileMode(Path.Combine(Folder, "data", "aigateway.db"), UnixFileMode.UserRead);
    }

    /// <summary>Lets everybody write again.</summary>
    public async Task MakeWritableAsync()
    {
        if (_isMounted)
        {
            (await RunAsync("mount", "-o", "remount,rw", Folder)).ShouldBeTrue();
            return;
        }

        await CloseAsync();
        File.SetUnixFileMode(Path.Combine(Folder, "data", "aigateway.db"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMounted)
        {
            (await RunAsync("umount", "-l", Folder)).ShouldBeTrue();
        }

        Directory.Delete(Folder, recursive: true);
    }

    // A file that is open for writing cannot be taken away by permissions.
    private static Task CloseAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return Task.CompletedTask;
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
