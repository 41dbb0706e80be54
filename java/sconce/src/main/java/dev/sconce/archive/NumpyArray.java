package dev.sconce.archive;

import dev.sconce.ArchiveException;
import dev.sconce.DType;
import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.runtime.Storage;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** NumPy's format of an array, versions 1 to 3: a magic, a header that is a Python dict in text, the elements. */
final class NumpyArray {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-zA-Z])(\\d+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");
    private static final int MAX_DIMENSIONS = 64;

    private static final Map<String, DType> DTYPES = Map.ofEntries(
            Map.entry("b1", DType.BOOL),
            Map.entry("u1", DType.UINT8),
            Map.entry("i1", DType.INT8),
            Map.entry("i2", DType.INT16),
            Map.entry("i4", DType.INT32),
            Map.entry("i8", DType.INT64),
            Map.entry("f2", DType.FLOAT16),
            Map.entry("f4", DType.FLOAT32),
            Map.entry("f8", DType.FLOAT64),
            Map.entry("c8", DType.COMPLEX64),
            Map.entry("c16", DType.COMPLEX128));
    private static final Map<DType, String> CODES =
            DTYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    private NumpyArray() {}

    /** @param where file and record, for messages */
    static Tensor decode(String where, byte[] bytes) {
        if (bytes.length < 10 || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ArchiveException(where + ": this is no NumPy array: it does not begin as numpy.save's files do");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int major = bytes[6];
        int start = major == 1 ? 10 : 12;
        if (major < 1 || major > 3) {
            throw new UnsupportedException(
                    where + ": version " + major + " of NumPy's format; versions 1 to 3 are supported");
        }
        long headerLength = major == 1 ? in.getShort(8) & 0xffff : bytes.length < 12 ? -1 : in.getInt(8) & 0xffffffffL;
        if (headerLength < 0 || headerLength > bytes.length - start) {
            throw cutShort(where);
        }
        String header = new String(bytes, start, (int) headerLength, StandardCharsets.UTF_8);
        Matcher description = DESCRIPTION.matcher(header);
        Matcher order = ORDER.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!order.find() || !shape.find()) {
            throw new ArchiveException(where + ": the array's header is damaged: " + header.strip());
        }
        DType dtype = description.find() ? DTYPES.get(description.group(2) + description.group(3)) : null;
        if (dtype == null) {
            throw new UnsupportedException(where + ": an array of " + header.strip()
                    + " has no dtype that a tensor can have; convert it to bool, uint8, int8 to int64, float16 to float64 or"
                    + " complex64 and complex128 (objects and strings are never read)");
        }
        long[] sizes = sizes(where, shape.group(1));
        boolean fortran = order.group(1).equals("True");
        long elements = count(where, sizes);
        int from = start + (int) headerLength;
        if (elements > (bytes.length - from) / dtype.itemSize()) {
            throw cutShort(where);
        }
        ByteBuffer data = ByteSource.aligned((int) elements * dtype.itemSize());
        data.put(bytes, from, data.capacity());
        if (description.group(1).equals(">")) {
            swap(data, dtype.isComplex() ? dtype.itemSize() / 2 : dtype.itemSize());
        }
        Storage storage = Storage.wrap(data.clear(), data.capacity());
        try {
            return Tensor.of(storage, dtype, sizes, fortran ? fortranStrides(sizes) : Strides.contiguous(sizes), 0);
        } finally {
            storage.release();
        }
    }

    private static ArchiveException cutShort(String where) {
        return new ArchiveException(where + ": the array is cut short: copy or save it again");
    }

    private static long[] sizes(String where, String shape) {
        try {
            long[] sizes = Arrays.stream(shape.split(","))
                    .map(String::strip)
                    .filter(size -> !size.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
            if (sizes.length <= MAX_DIMENSIONS) {
                return sizes;
            }
        } catch (NumberFormatException noNumber) {
            // told below
        }
        throw new ArchiveException(where + ": the array's header is damaged: shape (" + shape + ")");
    }

    private static long count(String where, long[] sizes) {
        try {
            long count = 1;
            for (long size : sizes) {
                count = Math.multiplyExact(
                        count, Math.max(size, 1)); // strides must not overflow in an empty array either
            }
            return Arrays.stream(sizes).anyMatch(size -> size == 0) ? 0 : count;
        } catch (ArithmeticException overflow) {
            throw cutShort(where);
        }
    }

    private static long[] fortranStrides(long[] sizes) {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int i = 0; i < sizes.length; i++) {
            strides[i] = stride;
            stride *= Math.max(sizes[i], 1);
        }
        return strides;
    }

    private static void swap(ByteBuffer data, int width) {
        for (int from = 0; from < data.capacity(); from += width) {
            for (int i = from, j = from + width - 1; i < j; i++, j--) {
                byte kept = data.get(i);
                data.put(i, data.get(j));
                data.put(j, kept);
            }
        }
    }

    /** Version 1, little-endian, row-major; the elements begin at a multiple of 64 bytes as NumPy has it. */
    static byte[] encode(Tensor tensor) {
        DType dtype = tensor.dtype();
        String code = CODES.get(dtype);
        if (code == null) {
            throw new UnsupportedException(
                    "NumPy has no " + dtype + ": convert the tensor before it is saved as an array");
        }
        String shape = Arrays.stream(tensor.sizes()).mapToObj(Long::toString).collect(Collectors.joining(", "));
        String header = "{'descr': '" + (dtype.itemSize() == 1 ? "|" : "<") + code
                + "', 'fortran_order': False, 'shape': (" + shape + (tensor.dim() == 1 ? "," : "") + "), }";
        int padding = 64 - (10 + header.length() + 1) % 64;
        header = header + " ".repeat(padding % 64) + "\n";
        byte[] elements = rowMajor(tensor);
        return ByteBuffer.allocate(10 + header.length() + elements.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(elements)
                .array();
    }

    /** The elements' bytes, last dimension fastest, whatever the strides. */
    private static byte[] rowMajor(Tensor tensor) {
        int width = tensor.dtype().itemSize();
        byte[] elements = new byte[Math.toIntExact(Math.multiplyExact(tensor.numel(), (long) width))];
        try {
            ByteBuffer storage = tensor.storage().buffer(0, tensor.storage().bytes());
            if (tensor.isContiguous()) {
                storage.get(Math.toIntExact(tensor.storageOffset() * width), elements);
                return elements;
            }
            long from = tensor.storageOffset();
            Strides.forEach(
                    tensor.sizes(),
                    tensor.strides(),
                    (position, offset) ->
                            storage.get((int) ((from + offset) * width), elements, (int) (position * width), width));
            return elements;
        } finally {
            Reference.reachabilityFence(tensor); // one that nobody holds is freed as soon as it is not used
        }
    }
}
