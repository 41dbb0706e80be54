package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;
import dev.sconce.jni.GemmChoice;
import dev.sconce.runtime.Recording.KernelRun;
import dev.sconce.runtime.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes the weight of a kernel call once in the order in which the kernel reads it, for calls that are made again and again. The
 * kernels pack what is not packed in each call, so the results are the same to the bit.
 */
public final class WeightPacking {
    private static final Kernel CONV_PACK = Kernel.of("conv_pack_weight");
    private static final Kernel GEMM_PACK = Kernel.of("gemm_pack_b");
    private static final Kernel GEMM_PACKED = Kernel.of("gemm_packed");
    private static final Kernel RNN_PACK = Kernel.of("rnn_pack");

    /** Panels are at most so wide. */
    private static final long PANEL = 64;
    /** Products of so few rows read a weight whose columns are contiguous as it stands. */
    private static final long DOT_ROWS = 4;

    private static final Map<String, Form> FORMS = Map.of(
            "conv",
            new Form(
                    ConvWords.WEIGHT,
                    new int[] {
                        ConvWords.DTYPE,
                        ConvWords.LAYOUT,
                        ConvWords.GROUPS,
                        ConvWords.C_IN,
                        ConvWords.C_OUT,
                        ConvWords.KERNEL_D,
                        ConvWords.KERNEL_H,
                        ConvWords.KERNEL_W
                    },
                    WeightPacking::convolution),
            "gemm",
            new Form(
                    GemmWords.B,
                    new int[] {GemmWords.DTYPE, GemmWords.N, GemmWords.K, GemmWords.B_ROW, GemmWords.B_COL},
                    WeightPacking::product),
            "rnn_layer",
            new Form(
                    RnnWords.W_HH,
                    new int[] {RnnWords.DTYPE, RnnWords.MODE, RnnWords.HIDDEN},
                    WeightPacking::recurrent));

    private WeightPacking() {}

    /**
     * A kernel whose weight can be packed.
     *
     * @param weight position of the word that addresses the weight
     * @param key positions of the words that say what the weight is
     * @param pack null for a call whose weight stays as it is
     */
    private record Form(int weight, int[] key, Function<KernelRun, Packed> pack) {}

    /**
     * A call on a packed weight.
     *
     * @param words and {@code kernel}: of the new call, which is otherwise the old one
     * @param size of the packed weight, in elements
     * @param packing fills it, given the weight
     */
    private record Packed(Kernel kernel, long[] words, DType dtype, long size, Packing packing) {}

    private interface Packing {
        /** Puts the words of the packing kernel. */
        KernelCall call(Tensor packed, Tensor weight);
    }

    /** Which of {@code run.at()} is the weight, where the call could have it packed; else -1. */
    public static int weightOf(KernelRun run) {
        Form form = FORMS.get(run.name());
        return form != null && form.pack.apply(run) != null ? run.which(form.weight) : -1;
    }

    /** What decides how the weight is packed, besides its bytes: calls with equal keys can share it. */
    public static List<Long> key(KernelRun run) {
        Form form = FORMS.get(run.name());
        List<Long> key = new ArrayList<>(form.key.length + 1);
        for (int word : form.key) {
            key.add(run.words()[word]);
        }
        key.add(form.pack.apply(run).size); // where a kernel has several forms, they differ in it
        return key;
    }

    /** Packs the weight. {@code which} is of {@link #weightOf}. The storage is the caller's. */
    public static Storage pack(KernelRun run, int which) {
        Packed packed = FORMS.get(run.name()).pack.apply(run);
        Storage storage = Storage.allocate(packed.size * packed.dtype.itemSize());
        long elements = run.lengths()[which] / packed.dtype.itemSize();
        Tensor target = Tensor.of(storage, packed.dtype, new long[] {packed.size}, new long[] {1}, 0);
        try (Storage bytes = run.storages()[which].look()) {
            Tensor weight = Tensor.of(
                    bytes,
                    packed.dtype,
                    new long[] {elements},
                    new long[] {1},
                    run.offsets()[which] / packed.dtype.itemSize());
            packed.packing.call(target, weight).run();
        }
        return storage;
    }

    /** The same call with the packed weight. */
    public static KernelRun replace(KernelRun run, int which, Storage storage) {
        Packed packed = FORMS.get(run.name()).pack.apply(run);
        Storage[] storages = run.storages().clone();
        long[] offsets = run.offsets().clone();
        long[] lengths = run.lengths().clone();
        storages[which] = storage;
        offsets[which] = 0;
        lengths[which] = storage.bytes();
        return new KernelRun(
                packed.kernel.id(),
                packed.kernel.name(),
                packed.words,
                run.inner(),
                run.at(),
                storages,
                offsets,
                lengths,
                run.written());
    }

    private static long[] with(long[] words, int position, long value) {
        long[] changed = words.clone();
        changed[position] = value;
        return changed;
    }

    private static Packed convolution(KernelRun run) {
        long[] w = run.words();
        long size = w[ConvWords.PACKED] != 0 ? 0 : packedSize(w);
        if (size == 0) {
            return null;
        }
        return new Packed(
                Kernel.of("conv"),
                with(w, ConvWords.PACKED, 1),
                DType.of(w[ConvWords.DTYPE]),
                size,
                (packed, weight) -> geometry(
                        CONV_PACK
                                .call()
                                .write(Elements.of(0L))
                                .write(packed)
                                .i64s(0, w[ConvWords.DTYPE], 0, 0)
                                .read(weight),
                        w));
    }

    /** Bytes of the packed weight of a convolution with these words. */
    static long packedBytes(long[] w) {
        return packedSize(w) * ConvWords.itemSize(w);
    }

    /** What the kernel says, in elements; 0 where it has no packed form. */
    private static long packedSize(long[] w) {
        Tensor size = Elements.of(0L);
        geometry(CONV_PACK.call().write(size).i64s(0, 0, w[ConvWords.DTYPE], 0, 0, 0), w)
                .run();
        return Elements.toLong(size);
    }

    /** The words of a convolution from its layout on, unpacked and without an epilogue. */
    private static KernelCall geometry(KernelCall call, long[] w) {
        return call.i64s(w[ConvWords.LAYOUT], 0)
                .i64s(Arrays.copyOfRange(w, ConvWords.BATCH, ConvWords.EPILOGUE))
                .i64s(new long[ConvWords.COUNT - ConvWords.EPILOGUE]);
    }

    private static Packed product(KernelRun run) {
        long[] w = run.words();
        DType dtype = DType.of(w[GemmWords.DTYPE]);
        long n = w[GemmWords.N];
        long k = w[GemmWords.K];
        boolean inPlace = w[GemmWords.M] <= DOT_ROWS || n == 1;
        if (!dtype.isFloatingPoint()
                || w[GemmWords.BATCH_OUTER] * w[GemmWords.BATCH_INNER] != 1
                || inPlace
                || k == 0
                || !GemmChoice.current().equals("own")) {
            return null;
        }
        return new Packed(GEMM_PACKED, w.clone(), dtype, k * wholePanels(n), (packed, weight) -> GEMM_PACK
                .call()
                .dtype(dtype)
                .write(packed)
                .read(weight)
                .i64s(1, n, k, 0, w[GemmWords.B_ROW], w[GemmWords.B_COL], packed.numel()));
    }

    private static Packed recurrent(KernelRun run) {
        long[] w = run.words();
        if (w[RnnWords.PACKED] != 0) {
            return null;
        }
        DType dtype = DType.of(w[RnnWords.DTYPE]);
        long mode = w[RnnWords.MODE];
        long hidden = w[RnnWords.HIDDEN];
        int gates = RecurrentOps.Mode.values()[(int) mode].gates;
        return new Packed(
                Kernel.of("rnn_layer"),
                with(w, RnnWords.PACKED, 1),
                dtype,
                gates * hidden * wholePanels(hidden),
                (packed, weight) -> RNN_PACK.call()
                        .dtype(dtype)
                        .i64(mode)
                        .write(packed)
                        .read(weight)
                        .i64(hidden));
    }

    /** So many columns, filled up to whole panels. */
    private static long wholePanels(long columns) {
        return (columns + PANEL - 1) / PANEL * PANEL;
    }
}
