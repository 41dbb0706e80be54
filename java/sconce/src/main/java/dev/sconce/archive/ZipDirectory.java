package dev.sconce.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * What a zip file says is in it: its central directory, read at once, and the bytes of an entry. Of the format, what archives of PyTorch
 * need: no encryption, no file in several parts, but sizes beyond 4 GiB. A load reads only this part of a large file, and before anything
 * else in the process is warm: so it looks at no dates and makes no objects but the entries.
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

    /**
     * @param method {@link #STORED}, {@link #DEFLATED} or another one, which cannot be read
     * @param packedSize bytes in the file
     * @param header where its local header begins
     */
    record Entry(String name, int method, long crc, long packedSize, long size, long header) {
        boolean isDirectory() {
            return name.endsWith("/");
        }
    }

    private final SeekableByteChannel channel;
    private final List<Entry> entries = new ArrayList<>();

    /** @throws IOException that says what is wrong with the directory */
    ZipDirectory(SeekableByteChannel channel) throws IOException {
        this.channel = channel;
        long size = channel.size();
        int length = (int) Math.min(size, END_BYTES + MAX_COMMENT);
        ByteBuffer tail = bytes(size - length, length);
        int end = end(tail);
        long count = Short.toUnsignedInt(tail.getShort(end + 10));
        long directoryBytes = Integer.toUnsignedLong(tail.getInt(end + 12));
        long directory = Integer.toUnsignedLong(tail.getInt(end + 16));
        if (end >= LOCATOR_BYTES && tail.getInt(end - LOCATOR_BYTES) == LOCATOR_SIGNATURE) {
            ByteBuffer end64 = bytes(tail.getLong(end - LOCATOR_BYTES + 8), END64_BYTES);
            if (end64.getInt(0) != END64_SIGNATURE) {
                throw new IOException("its end record of 64 bits is missing");
            }
            count = end64.getLong(32);
            directoryBytes = end64.getLong(40);
            directory = end64.getLong(48);
        }
        read(bytes(directory, directoryBytes), count);
    }

    /** In the order of the directory. */
    List<Entry> entries() {
        return entries;
    }

    /** Where the end record begins: the last one whose comment ends with the file. */
    private static int end(ByteBuffer tail) throws IOException {
        for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE
                    && at + END_BYTES + Short.toUnsignedInt(tail.getShort(at + 20)) <= tail.limit()) {
                return at;
            }
        }
        throw new IOException("its end record is missing");
    }

    private void read(ByteBuffer directory, long count) throws IOException {
        int at = 0;
        for (long i = 0; i < count; i++) {
            if (directory.limit() - at < ENTRY_BYTES || directory.getInt(at) != ENTRY_SIGNATURE) {
                throw new IOException("entry " + i + " of " + count + " is not where it should be");
            }
            int nameLength = Short.toUnsignedInt(directory.getShort(at + 28));
            int extraLength = Short.toUnsignedInt(directory.getShort(at + 30));
            int commentLength = Short.toUnsignedInt(directory.getShort(at + 32));
            int next = at + ENTRY_BYTES + nameLength + extraLength + commentLength;
            if (next > directory.limit()) {
                throw new IOException("entry " + i + " of " + count + " is cut short");
            }
            byte[] name = new byte[nameLength];
            directory.get(at + ENTRY_BYTES, name);
            int flags = directory.getShort(at + 8);
            entries.add(sizes(
                    new Entry(
                            new String(name, StandardCharsets.UTF_8),
                            (flags & ENCRYPTED) != 0 ? -1 : Short.toUnsignedInt(directory.getShort(at + 10)),
                            Integer.toUnsignedLong(directory.getInt(at + 16)),
                            Integer.toUnsignedLong(directory.getInt(at + 20)),
                            Integer.toUnsignedLong(directory.getInt(at + 24)),
                            Integer.toUnsignedLong(directory.getInt(at + 42))),
                    directory.slice(at + ENTRY_BYTES + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN)));
            at = next;
        }
    }

    /** The entry with those of its numbers that stand in the extra field, in this order. */
    private static Entry sizes(Entry entry, ByteBuffer extra) {
        if (entry.size != ELSEWHERE && entry.packedSize != ELSEWHERE && entry.header != ELSEWHERE) {
            return entry;
        }
        while (extra.remaining() >= 4) {
            int tag = Short.toUnsignedInt(extra.getShort());
            int length = Short.toUnsignedInt(extra.getShort());
            if (length > extra.remaining()) {
                break;
            }
            if (tag == EXTRA64) {
                extra.limit(extra.position() + length);
                long size = number(entry.size, extra);
                long packedSize = number(entry.packedSize, extra);
                return new Entry(entry.name, entry.method, entry.crc, packedSize, size, number(entry.header, extra));
            }
            extra.position(extra.position() + length);
        }
        return entry;
    }

    private static long number(long known, ByteBuffer extra) {
        return known == ELSEWHERE && extra.remaining() >= Long.BYTES ? extra.getLong() : known;
    }

    /** Where the bytes of an entry begin. */
    long offset(Entry entry) throws IOException {
        ByteBuffer local = bytes(entry.header, LOCAL_BYTES);
        if (local.getInt(0) != LOCAL_SIGNATURE) {
            throw new IOException("its header is not where the directory says");
        }
        return entry.header
                + LOCAL_BYTES
                + Short.toUnsignedInt(local.getShort(26))
                + Short.toUnsignedInt(local.getShort(28));
    }

    /** An entry's bytes, inflated. Only one is read at a time. */
    InputStream open(Entry entry) throws IOException {
        InputStream packed = new Part(offset(entry), entry.packedSize);
        if (entry.method == STORED) {
            return packed;
        }
        return new InflaterInputStream(packed, new Inflater(true), 1 << 16) {
            @Override
            public void close() throws IOException {
                inf.end();
                super.close();
            }
        };
    }

    /** A part of the file. */
    private ByteBuffer bytes(long offset, long length) throws IOException {
        if (offset < 0 || length < 0 || length > Integer.MAX_VALUE - 8 || offset > channel.size() - length) {
            throw new EOFException("it points outside of the file");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(offset);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the file ends early");
            }
        }
        return bytes.flip();
    }

    /** A part of the file as a stream; shares the channel's position. */
    private final class Part extends InputStream {
        private long position;
        private final long end;

        Part(long offset, long length) {
            this.position = offset;
            this.end = offset + length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position >= end) {
                return -1;
            }
            channel.position(position);
            int read = channel.read(ByteBuffer.wrap(target, from, (int) Math.min(length, end - position)));
            position += Math.max(0, read);
            return read;
        }
    }
}
