package dev.sconce.archive;

import dev.sconce.runtime.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.io.output.CloseShieldOutputStream;

/**
 * Writes records as PyTorch does: stored, each beginning at a multiple of 64 bytes so that it can be mapped and computed on in
 * place, under one prefix. Closing ends the archive, not the stream.
 */
final class ArchiveWriter implements Closeable {
    private static final int CHUNK = 1 << 16;
    /** Midnight of the first day that a zip file can tell: the same values make the same bytes. */
    private static final long EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0)
            .atZone(ZoneId.systemDefault())
            .toInstant()
            .toEpochMilli();

    private final ZipArchiveOutputStream zip;
    private final String prefix;
    private final CRC32 names = new CRC32();
    private final CRC32 contents = new CRC32();

    ArchiveWriter(OutputStream out, String prefix) {
        this.zip = new ZipArchiveOutputStream(CloseShieldOutputStream.wrap(out));
        this.prefix = prefix;
    }

    void write(String record, String text) throws IOException {
        write(record, text.getBytes(StandardCharsets.UTF_8));
    }

    void write(String record, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        begin(record, bytes.length, crc.getValue());
        zip.write(bytes);
        zip.closeArchiveEntry();
    }

    /** Writes the first {@code bytes} bytes of a storage; reads them twice, as a stored record begins with its CRC-32. */
    void write(String record, Storage storage, long bytes) throws IOException {
        CRC32 crc = new CRC32();
        byte[] chunk = new byte[CHUNK];
        for (long from = 0; from < bytes; from += CHUNK) {
            crc.update(storage.buffer(from, Math.min(CHUNK, bytes - from)));
        }
        begin(record, bytes, crc.getValue());
        for (long from = 0; from < bytes; from += CHUNK) {
            ByteBuffer part = storage.buffer(from, Math.min(CHUNK, bytes - from));
            int length = part.remaining();
            part.get(chunk, 0, length);
            zip.write(chunk, 0, length);
        }
        zip.closeArchiveEntry();
    }

    private void begin(String record, long size, long crc) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(prefix + record);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size);
        entry.setCompressedSize(size);
        entry.setCrc(crc);
        entry.setTime(EPOCH);
        entry.setAlignment(ByteSource.ALIGNMENT);
        zip.putArchiveEntry(entry);
        names.update(record.getBytes(StandardCharsets.UTF_8));
        contents.update(Long.toString(crc).getBytes(StandardCharsets.US_ASCII));
    }

    /** PyTorch's kind of identity of what was written: twenty digits for the names, twenty for the contents. */
    void writeSerializationId() throws IOException {
        write(".data/serialization_id", String.format("%020d%020d", names.getValue(), contents.getValue()));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
