package dev.sconce.cli;

import dev.sconce.ArchiveException;
import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads NumPy's files: {@code numpy.save} (.npy, format versions 1 to 3) and {@code numpy.savez} (.npz). */
final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

    private Npy() {}

    /** The array of a .npy file. */
    static Tensor readNpy(Path file) throws IOException {
        return parse(file.toString(), Files.readAllBytes(file));
    }

    /** The arrays of a .npz file, in the order of the file. */
    static List<Tensor> readNpz(Path file) throws IOException {
        List<Tensor> arrays = new ArrayList<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                arrays.add(parse(file + ": " + entry.getName(), zip.getInputStream(entry).readAllBytes()));
            }
        } catch (ZipException damaged) {
            throw new ArchiveException(file + ": this is no .npz file: " + damaged.getMessage(), damaged);
        }
        return arrays;
    }

    /** @param where for messages */
    static Tensor parse(String where, byte[] bytes) {
        if (bytes.length < 10 || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ArchiveException(where + ": this is no NumPy array (.npy)");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int version = bytes[6];
        if (version < 1 || version > 3) {
            throw new UnsupportedException(where + ": .npy format version " + version + "; 1 to 3 are supported");
        }
        int start = version == 1 ? 10 : 12;
        long length = version == 1 ? in.getShort(8) & 0xffff : bytes.length < 12 ? Long.MAX_VALUE : in.getInt(8) & 0xffffffffL;
        if (length > bytes.length - start) {
            throw new ArchiveException(where + ": the header is cut off");
        }
        String header = new String(bytes, start, (int) length, StandardCharsets.UTF_8);
        DType dtype = dtype(where, field(where, header, DESCR, "descr"));
        long[] shape = shape(where, field(where, header, SHAPE, "shape"));
        boolean fortran = field(where, header, FORTRAN, "fortran_order").equals("True");
        int offset = start + (int) length;
        long needed = Math.multiplyExact(Tensor.numel(shape), (long) dtype.itemSize());
        if (bytes.length - offset != needed) {
            throw new ArchiveException(where + ": the header promises " + needed + " bytes of " + dtype + ", the file has "
                    + (bytes.length - offset));
        }
        ByteBuffer data = ByteBuffer.allocateDirect((int) needed).order(ByteOrder.nativeOrder());
        data.put(bytes, offset, (int) needed).clear();
        Tensor rowMajor = Tensor.fromBlob(data, shape, dtype);
        if (!fortran) {
            return rowMajor;
        }
        try (rowMajor) {
            return rowMajor.asStrided(shape, columnMajorStrides(shape), 0);
        }
    }

    private static long[] columnMajorStrides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int d = 0; d < shape.length; d++) {
            strides[d] = stride;
            stride *= Math.max(shape[d], 1);
        }
        return strides;
    }

    private static String field(String where, String header, Pattern pattern, String name) {
        Matcher found = pattern.matcher(header);
        if (!found.find()) {
            throw new UnsupportedException(where + ": no plain " + name + " in the header " + header.strip()
                    + "; only arrays of numbers are supported");
        }
        return found.group(1);
    }

    private static long[] shape(String where, String text) {
        try {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException broken) {
            throw new ArchiveException(where + ": the shape (" + text + ") is damaged", broken);
        }
    }

    private static DType dtype(String where, String descr) {
        return switch (descr) {
            case "|b1" -> DType.BOOL;
            case "|u1" -> DType.UINT8;
            case "|i1" -> DType.INT8;
            case "<i2" -> DType.INT16;
            case "<i4" -> DType.INT32;
            case "<i8" -> DType.INT64;
            case "<f2" -> DType.FLOAT16;
            case "<f4" -> DType.FLOAT32;
            case "<f8" -> DType.FLOAT64;
            case "<c8" -> DType.COMPLEX64;
            case "<c16" -> DType.COMPLEX128;
            default -> throw new UnsupportedException(where + ": NumPy dtype " + descr
                    + " is not supported; convert with astype to one that torch.from_numpy takes, little-endian");
        };
    }
}
