package dev.sconce.ops;

import dev.sconce.Strides;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Padding (negative: cropping) with a number, or with what is inside: reflected, replicated, circular. */
final class PaddingOps {
    private PaddingOps() {}

    private static final Kernel PAD = Kernel.of("pad");

    private enum Mode {
        REFLECT,
        REPLICATE,
        CIRCULAR
    }

    /** {@code pad} counts from the last dimension: before and behind it, before and behind the one before it, … */
    @Operator("aten::constant_pad_nd(Tensor self, SymInt[] pad, Scalar value=0) -> Tensor")
    @Operator("aten::constant_pad_nd.out(Tensor self, SymInt[] pad, Scalar value=0, *, Tensor(a!) out) -> Tensor(a!)")
    static Tensor constantPad(Tensor self, long[] pad, Scalar value, Tensor out) {
        if (pad.length % 2 != 0 || pad.length / 2 > self.dim()) {
            throw Checks.error(
                    "Length of pad must be even and no more than twice the number of dimensions of the input. Pad:"
                            + " %s, input"
                            + " sizes: %s",
                    pad, self.sizes());
        }
        Tensor inside = self;
        long[] sizes = self.shape();
        for (int i = 0; i < pad.length / 2; i++) {
            int d = self.dim() - 1 - i;
            sizes[d] += pad[2 * i] + pad[2 * i + 1];
            if (sizes[d] < 0) {
                throw Checks.error(
                        "The input size %s, plus negative padding %s and %s, resulted in a negative output size,"
                                + " which is"
                                + " invalid. Check dimension %s of your input.",
                        self.sizes()[d], pad[2 * i], pad[2 * i + 1], d);
            }
            long from = Math.max(0, -pad[2 * i]);
            long to = self.sizes()[d] - Math.max(0, -pad[2 * i + 1]);
            inside = DimensionOps.slice(inside, d, from, Math.max(from, to), 1);
        }
        boolean last = self.dim() == 4 && !self.isContiguous() && self.memoryFormat() == Spatial.lastFormat(2);
        Tensor result = last
                ? Tensor.emptyStrided(self.dtype(), sizes, Strides.of(Spatial.lastFormat(2), sizes))
                : Tensor.empty(self.dtype(), sizes);
        if (Arrays.stream(pad).anyMatch(n -> n > 0)) {
            Elements.fill(result, value);
        }
        Tensor place = result;
        for (int i = 0; i < pad.length / 2; i++) {
            int d = self.dim() - 1 - i;
            long from = Math.max(0, pad[2 * i]);
            place = DimensionOps.slice(place, d, from, from + inside.sizes()[d], 1);
        }
        TensorIterator.copy(place, inside);
        return Out.into(out, result);
    }

    private static Tensor pad(Mode mode, String operator, int rank, Tensor self, long[] pad) {
        if (pad.length != 2 * rank) {
            throw Checks.error("%s: padding size is expected to be %s, got %s", operator, 2 * rank, pad);
        }
        Spatial spatial = Spatial.of(operator, self, rank);
        long[] before = new long[3];
        long[] out = spatial.size.clone();
        for (int i = 0; i < rank; i++) {
            int at = 2 - i;
            long size = spatial.size[at];
            long most = mode == Mode.REFLECT ? size - 1 : mode == Mode.CIRCULAR ? size : Long.MAX_VALUE;
            if (pad[2 * i] > most || pad[2 * i + 1] > most) {
                throw Checks.error(
                        "Padding size should be less than the corresponding input dimension, but got: padding (%s,"
                                + " %s) at"
                                + " dimension %s of input %s (%s)",
                        pad[2 * i], pad[2 * i + 1], self.dim() - 1 - i, self.sizes(), operator);
            }
            before[at] = pad[2 * i];
            out[at] += pad[2 * i] + pad[2 * i + 1];
            if (out[at] < 1 || size == 0) {
                throw Checks.error(
                        "%s: input (%s) is too small: the calculated output would have size %s",
                        operator, self.sizes(), out[at]);
            }
        }
        Tensor result = spatial.empty(self.dtype(), spatial.channels, out);
        if (result.numel() > 0) {
            PAD.call()
                    .dtype(self.dtype())
                    .write(result)
                    .read(spatial.in)
                    .i64(spatial.planes())
                    .i64(spatial.inner())
                    .i64s(spatial.size)
                    .i64s(out)
                    .i64s(before)
                    .i64(mode.ordinal())
                    .run();
        }
        return spatial.finish(result);
    }

    @Operator("aten::reflection_pad1d(Tensor self, SymInt[2] padding) -> Tensor")
    static Tensor reflectionPad1d(Tensor self, long[] padding) {
        return pad(Mode.REFLECT, "reflection_pad1d", 1, self, padding);
    }

    @Operator("aten::reflection_pad2d(Tensor self, SymInt[4] padding) -> Tensor")
    static Tensor reflectionPad2d(Tensor self, long[] padding) {
        return pad(Mode.REFLECT, "reflection_pad2d", 2, self, padding);
    }

    @Operator("aten::reflection_pad3d(Tensor self, SymInt[6] padding) -> Tensor")
    static Tensor reflectionPad3d(Tensor self, long[] padding) {
        return pad(Mode.REFLECT, "reflection_pad3d", 3, self, padding);
    }

    @Operator("aten::replication_pad1d(Tensor self, SymInt[2] padding) -> Tensor")
    static Tensor replicationPad1d(Tensor self, long[] padding) {
        return pad(Mode.REPLICATE, "replication_pad1d", 1, self, padding);
    }

    @Operator("aten::replication_pad2d(Tensor self, SymInt[4] padding) -> Tensor")
    static Tensor replicationPad2d(Tensor self, long[] padding) {
        return pad(Mode.REPLICATE, "replication_pad2d", 2, self, padding);
    }

    @Operator("aten::replication_pad3d(Tensor self, SymInt[6] padding) -> Tensor")
    static Tensor replicationPad3d(Tensor self, long[] padding) {
        return pad(Mode.REPLICATE, "replication_pad3d", 3, self, padding);
    }

    @Operator("aten::_pad_circular(Tensor self, SymInt[] pad) -> Tensor")
    static Tensor padCircular(Tensor self, long[] pad) {
        // What is cropped (negative) is cropped first: the rest goes round.
        Tensor inside = self;
        long[] around = pad.clone();
        for (int i = 0; i < pad.length; i++) {
            int d = self.dim() - 1 - i / 2;
            if (pad[i] < 0 && d >= 0) {
                long size = inside.sizes()[d];
                inside = i % 2 == 0
                        ? DimensionOps.slice(inside, d, -pad[i], size, 1)
                        : DimensionOps.slice(inside, d, 0L, Math.max(0, size + pad[i]), 1);
                around[i] = 0;
            }
        }
        return Out.contiguous(pad(Mode.CIRCULAR, "circular padding", pad.length / 2, inside, around));
    }

    @Operator("aten::pad(Tensor self, SymInt[] pad, str mode=\"constant\", float? value=None) -> Tensor")
    static Tensor pad(Tensor self, long[] pad, String mode, Double value) {
        if (mode.equals("constant")) {
            return constantPad(self, pad, Scalar.of(value == null ? 0.0 : value), null);
        }
        if (value != null && value != 0) {
            throw Checks.error("Padding mode \"%s\" doesn't take in value argument", mode);
        }
        int rank = pad.length / 2;
        if (pad.length % 2 != 0 || rank < 1 || rank > 3) {
            throw Checks.error(
                    "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now, got pad %s", pad);
        }
        return switch (mode) {
            case "reflect" -> pad(Mode.REFLECT, "reflection_pad", rank, self, pad);
            case "replicate" -> pad(Mode.REPLICATE, "replication_pad", rank, self, pad);
            case "circular" -> padCircular(self, pad);
            default -> throw Checks.error("Unrecognised padding mode %s", mode);
        };
    }

    @Operator("aten::_pad_enum(Tensor self, SymInt[] pad, int mode, float? value=None) -> Tensor")
    static Tensor padEnum(Tensor self, long[] pad, long mode, Double value) {
        String[] names = {"reflect", "replicate", "circular", "constant"};
        if (mode < 0 || mode >= names.length) {
            throw Checks.error("Unrecognised padding mode %s", mode);
        }
        return pad(self, pad, names[(int) mode], value);
    }
}
