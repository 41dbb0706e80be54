package dev.sconce.archive;

import dev.sconce.ArchiveException;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An archive that PyTorch wrote: of {@code torch.jit.save}, or of {@code torch.save} since 1.6. Gives out its records, and the values
 * that its pickles hold; weights are mapped and shared, not copied. Closing it frees the file; what was read or mapped stays valid.
 * Do not let the file change or shrink while its tensors live. Not thread-safe.
 *
 * <p>Every failure is an {@link ArchiveException} that names file and record, or an {@link UnsupportedException} for what PyTorch
 * can read and this library cannot.
 */
public final class ArchiveReader implements AutoCloseable {
    /** PyTorch's kMaxSupportedFileFormatVersion. */
    private static final long MAX_VERSION = 10;

    private static final String EXTRA = "extra/";

    private final String name;
    private final ZipRecords records;
    private final long version;

    private ArchiveReader(String name, ByteSource source, ProgressListener listener) {
        this.name = name;
        this.records = new ZipRecords(name, source, listener);
        try {
            requirePyTorch();
            this.version = readVersion();
            requireLittleEndian();
        } catch (RuntimeException failed) {
            records.close();
            throw failed;
        }
    }

    /** Opens a file; its stored records are mapped. */
    public static ArchiveReader open(Path path) {
        return open(path, ProgressListener.NONE);
    }

    /** Opens a file, and tells of each record that is read. */
    public static ArchiveReader open(Path path, ProgressListener listener) {
        return open(path.toString(), () -> ByteSource.of(path), listener);
    }

    /**
     * Opens what a channel holds. A {@link java.nio.channels.FileChannel} is mapped from its start; any other is read to its end into
     * a temporary file, which has no name and goes with the last of its mappings. Closing the archive closes the channel.
     *
     * @param name for messages
     */
    public static ArchiveReader open(ReadableByteChannel channel, String name, ProgressListener listener) {
        return open(name, () -> ByteSource.of(channel), listener);
    }

    /**
     * Opens an archive in memory. Records are copied off the heap as they are asked for; the array must not change before.
     *
     * @param name for messages
     */
    public static ArchiveReader open(byte[] bytes, String name, ProgressListener listener) {
        return open(name, () -> ByteSource.of(bytes), listener);
    }

    private interface Opening {
        ByteSource open() throws IOException;
    }

    private static ArchiveReader open(String name, Opening opening, ProgressListener listener) {
        try {
            return new ArchiveReader(name, opening.open(), listener);
        } catch (NoSuchFileException missing) {
            throw new ArchiveException(name + ": there is no such file", missing);
        } catch (IOException failed) {
            throw new ArchiveException(name + ": the file cannot be opened: " + failed.getMessage(), failed);
        }
    }

    /** The file, for messages. */
    public String name() {
        return name;
    }

    /** PyTorch's file format version; operators changed their meaning with some. */
    public long version() {
        return version;
    }

    /** The hash that PyTorch identifies the archive by, where it has one. */
    public Optional<String> serializationId() {
        return records.contains(".data/serialization_id")
                ? Optional.of(text(".data/serialization_id"))
                : Optional.empty();
    }

    /** The names of all records, without the archive's top folder. */
    public Set<String> records() {
        return records.names();
    }

    /** Whether there is such a record, for instance {@code code/__torch__.py}. */
    public boolean contains(String record) {
        return records.contains(record);
    }

    /** Uncompressed bytes of a record. */
    public long size(String record) {
        return records.size(record);
    }

    /** A record's bytes, inflated and checked against their CRC-32. For small ones: pickles, sources, extra files. */
    public byte[] read(String record) {
        return records.read(record);
    }

    /** A record in UTF-8. */
    public String text(String record) {
        return new String(read(record), StandardCharsets.UTF_8);
    }

    /** A record as memory to share, mapped where that is possible; read-only. The caller owns its one count. */
    public Storage storage(String record) {
        return records.storage(record);
    }

    /** The files that {@code torch.jit.save(..., _extra_files=...)} put in. */
    public Map<String, byte[]> extraFiles() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String record : records()) {
            if (record.startsWith(EXTRA)) {
                files.put(record.substring(EXTRA.length()), read(record));
            }
        }
        return files;
    }

    /** Whether it is of {@code torch.jit.save}: has code beside its values. */
    public boolean isTorchScript() {
        return records.contains("constants.pkl");
    }

    /** The module: {@code data.pkl} with its tensors in {@code data/}. Owned by the open scope, else by the caller. */
    public ObjectValue readModule(TypeResolver types) {
        requireTorchScript();
        if (readPickle("data", types) instanceof ObjectValue module) {
            return module;
        }
        throw new ArchiveException(name + ": record data.pkl: the root is no module");
    }

    /** {@code CONSTANTS.c0} and on: {@code constants.pkl} with its tensors in {@code constants/}. Owned as {@link #readModule}. */
    public TupleValue readConstants(TypeResolver types) {
        requireTorchScript();
        if (readPickle("constants", types) instanceof TupleValue constants) {
            return constants;
        }
        throw new ArchiveException(name + ": record constants.pkl: the root is no tuple");
    }

    /**
     * The value of {@code NAME.pkl}, with its tensors in {@code NAME/}.
     *
     * @param types null when the pickle may have no classes
     */
    Object readPickle(String pickle, TypeResolver types) {
        String where = name + ": record " + pickle + ".pkl";
        Object raw = PickleReader.read(where, read(pickle + ".pkl"));
        try (Scope scope = Scope.open();
                ValueBuilder builder = new ValueBuilder(where, records, pickle + "/", types)) {
            return scope.keep(builder.build(raw, Type.ANY));
        }
    }

    private void requirePyTorch() {
        if (records.contains("model.json") || records.contains("attributes.pkl")) {
            throw new UnsupportedException(name + ": an archive of the form before PyTorch 1.3 (with model.json);"
                    + " load it in PyTorch with torch.jit.load and torch.jit.save it again");
        }
        if (records.contains("archive_format") || records.contains("serialized_exported_program.json")) {
            throw new UnsupportedException(
                    name
                            + ": an archive of torch.export; export the model with torch.jit.script or torch.jit.trace instead");
        }
        if (records.contains(".data/extern_modules")) {
            throw new UnsupportedException(name
                    + ": an archive of torch.package, which needs Python; save the model with torch.jit.save instead");
        }
        if (!records.contains("data.pkl")) {
            throw new ArchiveException(name
                    + ": a zip file without the record data.pkl: not of torch.jit.save or torch.save, or incomplete");
        }
    }

    private void requireTorchScript() {
        if (!isTorchScript()) {
            throw new ArchiveException(
                    name + ": a file of torch.save (there is no record constants.pkl), not a TorchScript archive;"
                            + " export the model with torch.jit.script or torch.jit.trace, and torch.jit.save it");
        }
    }

    private long readVersion() {
        String record = records.contains(".data/version") ? ".data/version" : "version";
        String text = text(record).strip();
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException noNumber) {
            throw new ArchiveException(
                    name + ": record " + record + " holds no number; the archive is damaged", noNumber);
        }
        if (number < 1 || number > MAX_VERSION) {
            throw new UnsupportedException(name + ": file format version " + number + "; versions 1 to " + MAX_VERSION
                    + " are supported: save it with an older release of PyTorch");
        }
        return number;
    }

    private void requireLittleEndian() {
        if (records.contains("byteorder") && !text("byteorder").strip().equals("little")) {
            throw new UnsupportedException(
                    name + ": byte order " + text("byteorder").strip()
                            + "; only little-endian archives are supported: save it on a little-endian machine");
        }
    }

    @Override
    public void close() {
        records.close();
    }
}
