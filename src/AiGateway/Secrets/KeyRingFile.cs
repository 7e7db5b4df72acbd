using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Secrets;

/// <summary>A file with a master key and a pepper, made with random content where there is none, that nobody but the gateway may read.</summary>
/// <remarks>It has the fields of the section <c>Secrets</c>, so that a second key for a rotation is written as it would be there.</remarks>
internal static class KeyRingFile
{
    /// <summary>What the file is called beside the database.</summary>
    public const string DefaultName = "aigateway.keys";

    /// <summary>The configured id of what a new file holds.</summary>
    public const string NewId = "file";

    private const int LargestFile = 64 * 1024;
    private const int MostWaits = 500;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(10);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads the file, or makes it. Of several processes that make it at once one does, and all read what it made.</summary>
    /// <exception cref="KeyRingException">It can be neither read nor made, or others may read it.</exception>
    public static KeyMaterialOptions ReadOrCreate(string file)
    {
        if (TryRead(file) is { } found)
        {
            return found;
        }

        Create(file);
        return TryRead(file) ?? throw new KeyRingException(file, "The key file was made, and is gone again.");
    }

    /// <summary>Reads the file.</summary>
    /// <returns><see langword="null"/> where there is none.</returns>
    /// <exception cref="KeyRingException">It cannot be read, others may read it, or what it holds is not sound.</exception>
    public static KeyMaterialOptions? TryRead(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(stream.SafeFileHandle) & Others) != UnixFileMode.None)
            {
                throw new KeyRingException(file, $"Others than the owner may read or write this file, which opens every stored secret. Take that from them: chmod 600 {file}");
            }

            return stream.Length <= LargestFile ? KeyFileContent.Read(file, stream) : throw new KeyRingException(file, "The key file is larger than 64 KiB, which none is.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyRingException(file, $"The key file cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Makes the file under another name, whole, and then renames it, so that nobody ever reads half of one. Renaming would replace a
    /// file that another process made meanwhile: whoever makes one holds a lock, and looks again once it has it.
    /// </summary>
    private static void Create(string file)
    {
        var lockFile = $"{file}.lock";
        var draft = $"{file}.new";
        try
        {
            OwnersFolder.Make(Path.GetDirectoryName(Path.GetFullPath(file))!);
            using var held = Lock(file, lockFile);
            if (!File.Exists(file))
            {
                File.Delete(draft);
                using (var stream = new FileStream(draft, Options(FileMode.CreateNew)))
                {
                    KeyFileContent.WriteNew(stream);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(draft, file, overwrite: false);
            }

            // Whoever still waits for it, or makes another, finds the file.
            File.Delete(lockFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyRingException(file, $"The key file cannot be made: {exception.Message}", exception);
        }
    }

    private static FileStream Lock(string file, string lockFile)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(lockFile, Options(FileMode.OpenOrCreate));
            }
            catch (IOException) when (attempt < MostWaits && File.Exists(lockFile))
            {
                Thread.Sleep(Wait);
            }
            catch (IOException) when (attempt < MostWaits && File.Exists(file))
            {
                // It was released, and its file deleted, between the two looks at it.
            }
        }
    }

    /// <summary>For this process alone while it is open, and for this user alone ever after.</summary>
    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
