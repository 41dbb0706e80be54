package dev.sconce.archive;

import dev.sconce.runtime.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Where an archive's bytes lie: in a file, which is mapped, or in memory, whence records are copied off the heap. */
interface ByteSource extends Closeable {
    /** What kernels may rely on, and what PyTorch aligns records to. */
    int ALIGNMENT = 64;

    SeekableByteChannel channel();

    /** Read-only direct memory with these bytes; stays valid after {@link #close}. */
    ByteBuffer region(long offset, int length) throws IOException;

    /** {@link #region} as memory to share. The caller owns its one count. */
    default Storage storage(long offset, int length) throws IOException {
        return Storage.wrap(region(offset, length), length);
    }

    static ByteSource of(Path path) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.READ);
        return channel instanceof FileChannel file ? new Mapped(file) : spool(channel);
    }

    static ByteSource of(byte[] bytes) {
        return new InMemory(bytes);
    }

    /** Maps a file's channel; what other channels still hold goes to a nameless temporary file first. */
    static ByteSource of(ReadableByteChannel channel) throws IOException {
        return channel instanceof FileChannel file ? new Mapped(file) : spool(channel);
    }

    private static ByteSource spool(ReadableByteChannel channel) throws IOException {
        Path path = Files.createTempFile("sconce", ".pt");
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try (channel) {
            Channels.newInputStream(channel).transferTo(Channels.newOutputStream(file));
            return new Mapped(file);
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    /** Direct memory, aligned, filled by the caller. */
    static ByteBuffer aligned(int length) {
        // alignedSlice rounds both ends inwards, so there must be room for one unit more on either side
        return ByteBuffer.allocateDirect(Math.addExact(length, 2 * ALIGNMENT))
                .alignedSlice(ALIGNMENT)
                .slice(0, length);
    }

    /** A mapping per region; the collector unmaps it when the last buffer over it has gone. */
    record Mapped(FileChannel channel) implements ByteSource {
        @Override
        public ByteBuffer region(long offset, int length) throws IOException {
            if (length == 0) {
                return ByteBuffer.allocateDirect(0).asReadOnlyBuffer();
            }
            if (isAligned(offset)) {
                return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
            }
            ByteBuffer copy = aligned(length);
            while (copy.hasRemaining() && channel.read(copy, offset + copy.position()) >= 0) {
                // reads until full, or until a file that shrank meanwhile ends
            }
            if (copy.hasRemaining()) {
                throw new IOException("the file ends inside the record");
            }
            return copy.flip().asReadOnlyBuffer();
        }

        private static boolean isAligned(long offset) {
            return offset % ALIGNMENT == 0;
        }

        @Override
        public Storage storage(long offset, int length) throws IOException {
            return length > 0 && isAligned(offset)
                    ? Storage.ofFile(region(offset, length))
                    : ByteSource.super.storage(offset, length);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Bytes on the heap, which are not copied as a whole. */
    record InMemory(byte[] bytes, SeekableByteChannel channel) implements ByteSource {
        InMemory(byte[] bytes) {
            this(bytes, new SeekableInMemoryByteChannel(bytes));
        }

        @Override
        public ByteBuffer region(long offset, int length) {
            return aligned(length)
                    .put(bytes, Math.toIntExact(offset), length)
                    .flip()
                    .asReadOnlyBuffer();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
