package dev.sconce.archive;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.sconce.ArchiveException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Files of plain values: what {@code torch.load} and {@code torch.save} read and write, in the zip form since PyTorch 1.6.
 *
 * <p>Values are those of the interpreter: Tensor, Long, Double, Boolean, String, null, Complex, Device, ListValue, TupleValue, DictValue.
 * What PyTorch has and TorchScript has not becomes what the interpreter would have: a dtype or layout its number, a
 * {@code torch.Size} a tuple, a Parameter a tensor. Tensors that share memory share it after a way through a file too, views keep
 * strides and offset.
 */
public final class TorchFile {
    private TorchFile() {}

    /** Reads a file; its tensors are mapped, and read-only. The value is owned by the open scope, else by the caller. */
    public static Object load(Path path) {
        return load(path, ProgressListener.NONE);
    }

    /** Reads a file, and tells of each record that is read. */
    public static Object load(Path path, ProgressListener listener) {
        try (ArchiveReader archive = ArchiveReader.open(path, listener)) {
            return load(archive);
        }
    }

    /**
     * Reads a file in memory.
     *
     * @param name for messages
     */
    public static Object load(byte[] bytes, String name) {
        try (ArchiveReader archive = ArchiveReader.open(bytes, name, ProgressListener.NONE)) {
            return load(archive);
        }
    }

    /** The value of an archive of {@code torch.save}; ownership as for {@link #load(Path)}. */
    public static Object load(ArchiveReader archive) {
        if (archive.isTorchScript()) {
            throw new ArchiveException(
                    archive.name() + ": this is a TorchScript model, not a file of values; open it as a Module");
        }
        return archive.readPickle("data", null);
    }

    /**
     * Writes a file that {@code torch.load} opens with its default {@code weights_only=True}. An existing one is replaced only when all is
     * written, so that values mapped from it can be saved to it. A link stays, and what it names is written; so does what is no file, such
     * as /dev/stdout, which is written as it is.
     *
     * @throws ArchiveException where it cannot be written, as a folder cannot
     * @throws dev.sconce.UnsupportedException for an object of a class, an enum, a future
     */
    public static void save(Object value, Path path) {
        try {
            if (Files.isRegularFile(path)) {
                replace(value, path.toRealPath());
            } else if (Files.exists(path)) {
                write(value, path, path, WRITE);
            } else {
                replace(value, path.toAbsolutePath());
            }
        } catch (IOException failed) {
            throw new ArchiveException(path + ": the file cannot be written: " + failed, failed);
        }
    }

    private static void replace(Object value, Path target) throws IOException {
        // beside the target, where a move replaces it at once; not createTempFile, which hides the file from other
        // users
        Path partial = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".partial");
        try {
            write(value, partial, target, CREATE_NEW);
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            deleteQuietly(partial);
        }
    }

    /** Writes {@code file}, as if it had the name of {@code target}. */
    private static void write(Object value, Path file, Path target, OpenOption option) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file, option))) {
            save(value, out, stem(target));
        }
    }

    /** Writes to a stream, which stays open. */
    public static void save(Object value, OutputStream out) {
        try {
            save(value, out, "archive");
        } catch (IOException failed) {
            throw new ArchiveException("the values cannot be written: " + failed, failed);
        }
    }

    private static void save(Object value, OutputStream out, String folder) throws IOException {
        PickleWriter pickle = new PickleWriter();
        byte[] data = pickle.write(value);
        try (ArchiveWriter archive = new ArchiveWriter(out, folder + "/")) {
            archive.write("data.pkl", data);
            archive.write("byteorder", "little");
            for (PickleWriter.StoredStorage stored : pickle.storages()) {
                archive.write("data/" + stored.key(), stored.storage(), stored.bytes());
            }
            archive.write("version", "3\n");
            archive.writeSerializationId();
        }
    }

    /** PyTorch names the top folder after the file. */
    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static void deleteQuietly(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException ignored) {
            // what failed before is the failure to tell
        }
    }
}
