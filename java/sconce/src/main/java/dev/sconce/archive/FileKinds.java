package dev.sconce.archive;

import dev.sconce.ArchiveException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tells what a file is that is not the zip file that was expected, and what to do about it. */
enum FileKinds {
    LEGACY_TORCH_SAVE(
            0,
            new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20},
            "a torch.save file of the form before PyTorch 1.6; load it in PyTorch and torch.save it again"),
    LEGACY_TAR(
            257,
            ascii("ustar"),
            "a tar file, perhaps of torch.save before PyTorch 0.2; load it in PyTorch and torch.save it again"),
    PICKLE(0, new byte[] {(byte) 0x80}, "a bare pickle; load it in Python and torch.save it"),
    GIT_LFS(
            0,
            ascii("version https://git-lfs"),
            "a pointer of Git LFS, not the file itself; fetch it with git lfs pull"),
    GZIP(0, new byte[] {0x1f, (byte) 0x8b}, "compressed by gzip; decompress it first"),
    NUMPY(0, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'}, "a NumPy array (.npy), which holds no model"),
    EXECUTORCH(
            4,
            ascii("ET12"),
            "an ExecuTorch program; export the model with torch.jit.script or torch.jit.trace instead"),
    MOBILE_FLATBUFFER(
            4,
            ascii("PTMF"),
            "a model of PyTorch Mobile in its flatbuffer form, which holds bytecode only; save the module with torch.jit.save, or with"
                    + " _save_for_lite_interpreter(file, _use_flatbuffer=False)"),
    HTML(0, ascii("<"), "a page of HTML or XML, perhaps an error message of the server it was downloaded from");

    private final int offset;
    private final byte[] magic;
    private final String description;

    FileKinds(int offset, byte[] magic, String description) {
        this.offset = offset;
        this.magic = magic;
        this.description = description;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Fails with the name of what it is, when the file does not begin as a zip file does. */
    static void requireZip(String fileName, SeekableByteChannel channel) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(512);
        channel.position(0);
        while (head.hasRemaining() && channel.read(head) >= 0) {
            // reads on
        }
        byte[] bytes = Arrays.copyOf(head.array(), head.position());
        if (startsWith(bytes, 0, new byte[] {'P', 'K', 3, 4})) {
            return;
        }
        if (bytes.length == 0) {
            throw new ArchiveException(fileName + ": the file is empty");
        }
        for (FileKinds kind : values()) {
            if (startsWith(bytes, kind.offset, kind.magic)) {
                throw new ArchiveException(fileName + ": this is " + kind.description);
            }
        }
        throw new ArchiveException(fileName + ": this is no zip file, and so not of torch.jit.save or torch.save");
    }

    private static boolean startsWith(byte[] bytes, int offset, byte[] magic) {
        return bytes.length >= offset + magic.length
                && Arrays.equals(bytes, offset, offset + magic.length, magic, 0, magic.length);
    }
}
