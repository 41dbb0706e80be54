package dev.sconce.archive;

import dev.sconce.ArchiveException;
import dev.sconce.runtime.Storage;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The records of a zip file under its one top folder, whatever that is called. Stored records become memory in place, deflated ones
 * are inflated. Not thread-safe.
 */
final class ZipRecords implements Closeable {
    /** Of a record that is read onto the heap: a pickle, a source file. */
    private static final long MAX_HEAP_RECORD = 1L << 30;
    /** Of a record that one buffer can hold. */
    private static final long MAX_BUFFER = Integer.MAX_VALUE - 4 * ByteSource.ALIGNMENT;
    /** Bytes that a larger record is copied by. */
    private static final long COPY = 1L << 28;
    /** Deflate cannot do better than 1 : 1032; what claims to is damaged, or meant to exhaust the memory. */
    private static final long MAX_RATIO = 1100;

    private final String fileName;
    private final ByteSource source;
    private final ZipFile zip;
    private final Map<String, ZipArchiveEntry> entries = new LinkedHashMap<>();
    private final Set<String> reported = new HashSet<>();
    private final ProgressListener listener;
    private long totalBytes;
    private long reportedBytes;

    /** Takes the source over, also when it fails. */
    ZipRecords(String fileName, ByteSource source, ProgressListener listener) {
        this.fileName = fileName;
        this.source = source;
        this.listener = listener;
        try {
            FileKinds.requireZip(fileName, source.channel());
            // The headers before the records say again what the directory says: they are read where a record is asked
            // for.
            this.zip = ZipFile.builder()
                    .setSeekableByteChannel(source.channel())
                    .setIgnoreLocalFileHeader(true)
                    .get();
            index();
        } catch (IOException | RuntimeException failed) {
            closeQuietly();
            if (failed instanceof dev.sconce.SconceException told) {
                throw told;
            }
            throw new ArchiveException(
                    fileName + ": the zip directory cannot be read (" + reason(failed)
                            + "): the file is damaged or was cut short; copy or export it again",
                    failed);
        }
    }

    private void index() {
        String folder = null;
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            if (entry.isDirectory()) {
                continue;
            }
            String name = entry.getName();
            if (folder == null) {
                folder = name.substring(0, name.indexOf('/') + 1);
            }
            if (name.startsWith(folder)) {
                entries.putIfAbsent(name.substring(folder.length()), entry);
                totalBytes += Math.max(0, entry.getSize());
            }
        }
        if (entries.isEmpty()) {
            throw new ArchiveException(fileName + ": an empty zip file, not an archive of PyTorch");
        }
    }

    /** Names without the top folder, in the order of the zip directory. */
    Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    boolean contains(String name) {
        return entries.containsKey(name);
    }

    /** Uncompressed bytes. */
    long size(String name) {
        return entry(name).getSize();
    }

    /** The record's bytes, inflated and checked against their CRC-32. */
    byte[] read(String name) {
        ZipArchiveEntry entry = entry(name);
        if (entry.getSize() > MAX_HEAP_RECORD) {
            throw failure(name, "has " + entry.getSize() + " bytes, too many for a pickle, a source or a text", null);
        }
        try (InputStream in = content(entry)) {
            byte[] bytes = in.readNBytes((int) entry.getSize() + 1);
            if (bytes.length != entry.getSize()) {
                throw new EOFException("it has " + (bytes.length < entry.getSize() ? "fewer" : "more")
                        + " bytes than the directory says");
            }
            CRC32 crc = new CRC32();
            crc.update(bytes);
            // 0: written by PyTorch under torch.serialization.set_crc32_options(False)
            if (entry.getCrc() > 0 && crc.getValue() != entry.getCrc()) {
                throw new IOException("its bytes do not match their CRC-32");
            }
            report(name, entry);
            return bytes;
        } catch (IOException | RuntimeException failed) {
            throw failure(name, "cannot be read: " + reason(failed), failed);
        }
    }

    /** What is stored is read as it stands: the library's stream for any method brings some dozens of classes. */
    private InputStream content(ZipArchiveEntry entry) throws IOException {
        return entry.getMethod() == ZipEntry.STORED ? zip.getRawInputStream(entry) : zip.getInputStream(entry);
    }

    /**
     * The record as memory to share: mapped where it is stored, which costs nothing before it is touched. Of 2 GiB and more, which no
     * Java buffer can map, it is copied to native memory. The caller owns its one count. Its CRC is not checked, as that would read all
     * of it.
     */
    Storage storage(String name) {
        ZipArchiveEntry entry = entry(name);
        try {
            long size = entry.getSize();
            Storage storage;
            if (entry.getMethod() == ZipEntry.STORED) {
                storage = size <= MAX_BUFFER
                        ? source.storage(entry.getDataOffset(), (int) size)
                        : copy(entry.getDataOffset(), size);
            } else if (size > MAX_BUFFER) {
                throw failure(
                        name,
                        "has " + size + " bytes and is compressed: save it again, as PyTorch stores weights",
                        null);
            } else {
                ByteBuffer inflated = ByteSource.aligned((int) size);
                try (InputStream in = zip.getInputStream(entry)) {
                    fill(in, inflated);
                }
                storage = Storage.wrap(inflated.flip().asReadOnlyBuffer(), size);
            }
            report(name, entry);
            return storage;
        } catch (IOException | RuntimeException | OutOfMemoryError failed) {
            throw failure(name, "cannot be mapped: " + reason(failed), failed);
        }
    }

    private Storage copy(long offset, long size) throws IOException {
        Storage storage = Storage.allocate(size);
        try {
            for (long done = 0; done < size; done += COPY) {
                int length = (int) Math.min(COPY, size - done);
                storage.buffer(done, length).put(source.region(offset + done, length));
            }
            return storage;
        } catch (IOException | RuntimeException failed) {
            storage.release();
            throw failed;
        }
    }

    private static void fill(InputStream in, ByteBuffer target) throws IOException {
        byte[] part = new byte[1 << 16];
        while (target.hasRemaining()) {
            int read = in.read(part, 0, Math.min(part.length, target.remaining()));
            if (read < 0) {
                throw new EOFException("it has fewer bytes than the directory says");
            }
            target.put(part, 0, read);
        }
    }

    private ZipArchiveEntry entry(String name) {
        ZipArchiveEntry entry = entries.get(name);
        if (entry == null) {
            throw new ArchiveException(
                    fileName + ": there is no record " + name + "; the archive is incomplete: export it again");
        }
        boolean stored = entry.getMethod() == ZipEntry.STORED;
        if (!stored && entry.getMethod() != ZipEntry.DEFLATED) {
            throw failure(
                    name,
                    "is compressed by method " + entry.getMethod() + "; only stored and deflated records are read",
                    null);
        }
        long size = entry.getSize();
        long packed = entry.getCompressedSize();
        try {
            if (entry.getDataOffset() < 0) {
                zip.getRawInputStream(entry); // finds it
            }
            if (size < 0
                    || packed < 0
                    || (stored ? size != packed : size / MAX_RATIO > packed)
                    || entry.getDataOffset() < 0
                    || packed > source.channel().size() - entry.getDataOffset()) {
                throw failure(name, "lies outside of the file: the file is damaged or was cut short", null);
            }
        } catch (IOException failed) {
            throw failure(name, "cannot be read: " + reason(failed), failed);
        }
        return entry;
    }

    private void report(String name, ZipArchiveEntry entry) {
        if (reported.add(name)) {
            reportedBytes += entry.getSize();
            listener.onRecord(name, reportedBytes, totalBytes);
        }
    }

    private ArchiveException failure(String name, String what, Throwable cause) {
        if (cause instanceof ArchiveException told) {
            return told;
        }
        return new ArchiveException(fileName + ": record " + name + " " + what, cause);
    }

    private static String reason(Throwable failed) {
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }

    private void closeQuietly() {
        try {
            source.close();
        } catch (IOException ignored) {
            // the first failure is the one to tell
        }
    }

    /** What was read or mapped stays valid. */
    @Override
    public void close() {
        closeQuietly();
    }
}
