package dev.sconce.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a zip file says is in it. Of the format, what archives of PyTorch need: no encryption, no file in several parts, but sizes beyond
 * 4 GiB. A load begins here, when nothing of the JVM is warm: a library that makes dates and extra fields of each entry, and is loaded
 * itself, takes 150 ms for the directory of a ResNet-50, this takes 5.
 */
final class ZipDirectory {
    static final int STORED = 0;
    static final int DEFLATED = 8;

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    /** The tag of an entry's extra field with sizes of 64 bits. */
    private static final int EXTRA64 = 1;
    /** A field of 32 bits that says that there is one of 64. */
    private static final long ELSEWHERE = 0xffffffffL;

    private static final int ENCRYPTED = 1;

    private ZipDirectory() {}

    /** What the directory says of one of the files in it. */
    static final class Entry {
        final String name;
        /** {@link #STORED}, {@link #DEFLATED} or another one, which cannot be read. */
        final int method;

        final long crc;
        /** Bytes in the file. */
        final long packedSize;

        final long size;
        /** Where its local header begins. */
        private final long header;

        private long offset = -1;

        Entry(String name, int method, long crc, long packedSize, long size, long header) {
            this.name = name;
            this.method = method;
            this.crc = crc;
            this.packedSize = packedSize;
            this.size = size;
            this.header = header;
        }

        boolean isDirectory() {
            return name.endsWith("/");
        }

        /** Where its bytes begin. */
        long offset(ByteSource source) throws IOException {
            if (offset < 0) {
                ByteBuffer local = bytes(source, header, LOCAL_BYTES);
                if (local.getInt(0) != LOCAL_SIGNATURE) {
                    throw new IOException("its header is not where the directory says");
                }
                offset = header + LOCAL_BYTES + unsigned(local, 26) + unsigned(local, 28);
            }
            return offset;
        }
    }

    /**
     * The entries in the order of the directory.
     *
     * @throws IOException that says what is wrong with it
     */
    static List<Entry> read(ByteSource source) throws IOException {
        int length = (int) Math.min(source.size(), END_BYTES + MAX_COMMENT);
        ByteBuffer tail = bytes(source, source.size() - length, length);
        int end = end(tail);
        long count = unsigned(tail, end + 10);
        long directoryBytes = number(tail, end + 12);
        long directory = number(tail, end + 16);
        if (end >= LOCATOR_BYTES && tail.getInt(end - LOCATOR_BYTES) == LOCATOR_SIGNATURE) {
            ByteBuffer end64 = bytes(source, tail.getLong(end - LOCATOR_BYTES + 8), END64_BYTES);
            if (end64.getInt(0) != END64_SIGNATURE) {
                throw new IOException("its end record of 64 bits is missing");
            }
            count = end64.getLong(32);
            directoryBytes = end64.getLong(40);
            directory = end64.getLong(48);
        }
        return entries(bytes(source, directory, directoryBytes), count);
    }

    /** Where the end record begins: the last one whose comment ends with the file. */
    private static int end(ByteBuffer tail) throws IOException {
        for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE && at + END_BYTES + unsigned(tail, at + 20) <= tail.limit()) {
                return at;
            }
        }
        throw new IOException("its end record is missing");
    }

    private static List<Entry> entries(ByteBuffer directory, long count) throws IOException {
        List<Entry> entries = new ArrayList<>();
        int at = 0;
        for (long i = 0; i < count; i++) {
            if (directory.limit() - at < ENTRY_BYTES || directory.getInt(at) != ENTRY_SIGNATURE) {
                throw new IOException("entry " + i + " of " + count + " is not where it should be");
            }
            int extra = at + ENTRY_BYTES + unsigned(directory, at + 28);
            int comment = extra + unsigned(directory, at + 30);
            int next = comment + unsigned(directory, at + 32);
            if (next > directory.limit()) {
                throw new IOException("entry " + i + " of " + count + " is cut short");
            }
            entries.add(entry(directory, at, extra, comment));
            at = next;
        }
        return entries;
    }

    /** The entry at a place; where its 32 bits do not hold a number, the field of 64 bits has them in this order. */
    private static Entry entry(ByteBuffer directory, int at, int extra, int extraEnd) {
        long size = number(directory, at + 24);
        long packed = number(directory, at + 20);
        long header = number(directory, at + 42);
        int field = extra;
        while (field + 4 <= extraEnd && unsigned(directory, field) != EXTRA64) {
            field += 4 + unsigned(directory, field + 2);
        }
        int fieldEnd = field + 4 <= extraEnd ? Math.min(extraEnd, field + 4 + unsigned(directory, field + 2)) : 0;
        field += 4;
        if (size == ELSEWHERE && field + Long.BYTES <= fieldEnd) {
            size = directory.getLong(field);
            field += Long.BYTES;
        }
        if (packed == ELSEWHERE && field + Long.BYTES <= fieldEnd) {
            packed = directory.getLong(field);
            field += Long.BYTES;
        }
        if (header == ELSEWHERE && field + Long.BYTES <= fieldEnd) {
            header = directory.getLong(field);
        }
        boolean encrypted = (unsigned(directory, at + 8) & ENCRYPTED) != 0;
        return new Entry(
                new String(directory.array(), at + ENTRY_BYTES, extra - at - ENTRY_BYTES, StandardCharsets.UTF_8),
                encrypted ? -1 : unsigned(directory, at + 10),
                number(directory, at + 16),
                packed,
                size,
                header);
    }

    private static int unsigned(ByteBuffer bytes, int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }

    private static long number(ByteBuffer bytes, int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }

    /** A part of the file, on the heap. */
    private static ByteBuffer bytes(ByteSource source, long offset, long length) throws IOException {
        if (offset < 0 || length < 0 || length > Integer.MAX_VALUE - 8 || offset > source.size() - length) {
            throw new EOFException("it points outside of the file");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        source.read(bytes, offset);
        return bytes.flip();
    }
}
