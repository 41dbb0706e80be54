package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import dev.sconce.runtime.Scalar;
import java.util.Arrays;

/** Sequences of different lengths, padded or packed step by step ({@code torch.nn.utils.rnn}). */
final class PackedSequenceOps {
    private PackedSequenceOps() {}

    private static long[] vector(Tensor lengths) {
        if (lengths.dim() != 1 || lengths.dtype() != DType.INT64) {
            throw Checks.error(
                    "'lengths' argument should be a 1D CPU int64 tensor, but got %sD cpu %s tensor",
                    lengths.dim(), lengths.dtype());
        }
        return Elements.longs(lengths);
    }

    /** The rows of all time steps, one step after the other, and how many sequences each step has. */
    @Operator("aten::_pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first) -> (Tensor, Tensor)")
    static Tensor[] packPadded(Tensor input, Tensor lengths, boolean batchFirst) {
        Tensor steps = batchFirst ? DimensionOps.transpose(input, 0, 1) : input;
        long[] each = vector(lengths);
        if (input.numel() == 0 || each.length != steps.size(1)) {
            throw Checks.error(
                    "Expected `len(lengths)` to be equal to batch_size, but got %s (batch_size=%s)",
                    each.length, steps.size(1));
        }
        for (int i = 0; i < each.length; i++) {
            if (each[i] <= 0) {
                throw new OperatorException(
                        "Length of all samples has to be greater than 0, but found an element in 'lengths' that is"
                                + " <= 0");
            }
            if (i > 0 && each[i] > each[i - 1]) {
                throw new OperatorException(
                        "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True.");
            }
        }
        int longest = Math.toIntExact(each[0]);
        if (longest > steps.sizes()[0]) {
            throw Checks.error(
                    "Expected sequence length to be larger than or equal to the longest of lengths %s, got input"
                            + " of sizes %s",
                    each, input.sizes());
        }
        long[] batchSizes = new long[longest];
        Tensor[] rows = new Tensor[longest];
        int active = each.length;
        for (int t = 0; t < longest; t++) {
            while (each[active - 1] <= t) {
                active--;
            }
            batchSizes[t] = active;
            rows[t] = DimensionOps.slice(DimensionOps.select(steps, 0, t), 0, 0L, (long) active, 1);
        }
        return new Tensor[] {ShapeOps.cat(rows, 0, null), Elements.of(batchSizes)};
    }

    @Operator("aten::_pad_packed_sequence(Tensor data, Tensor batch_sizes, bool batch_first, Scalar padding_value,"
            + " int total_length) ->"
            + " (Tensor, Tensor)")
    static Tensor[] padPacked(
            Tensor data, Tensor batchSizes, boolean batchFirst, Scalar paddingValue, long totalLength) {
        long[] active = vector(batchSizes);
        if (active.length == 0) {
            throw new OperatorException("batch_sizes can not be empty");
        }
        long rows = 0;
        for (int t = 0; t < active.length; t++) {
            if (active[t] < 0 || t > 0 && active[t] > active[t - 1]) {
                throw Checks.error("batch_sizes must not be negative and must not increase, got %s", active);
            }
            rows += active[t];
        }
        if (rows > data.size(0)) {
            throw Checks.error(
                    "batch_sizes must sum to the number of rows of data, got %s for data of sizes %s",
                    active, data.sizes());
        }
        if (totalLength > 0 && totalLength < active.length) {
            throw Checks.error(
                    "Expected total_length to be at least the length of the longest sequence in input, but got"
                            + " total_length=%s and"
                            + " max sequence length being %s",
                    totalLength, active.length);
        }
        int longest = active.length;
        long[] shape = new long[data.dim() + 1];
        shape[0] = totalLength > 0 ? totalLength : longest;
        shape[1] = active[0];
        System.arraycopy(data.sizes(), 1, shape, 2, data.dim() - 1);
        Tensor padded = Elements.fill(Tensor.empty(data.dtype(), shape), paddingValue);
        long[] lengths = new long[Math.toIntExact(active[0])];
        long row = 0;
        for (int t = 0; t < longest; t++) {
            Tensor place = DimensionOps.slice(DimensionOps.select(padded, 0, t), 0, 0L, active[t], 1);
            TensorIterator.copy(place, DimensionOps.slice(data, 0, row, row + active[t], 1));
            row += active[t];
            for (int i = 0; i < active[t]; i++) {
                lengths[i]++;
            }
        }
        return new Tensor[] {batchFirst ? DimensionOps.transpose(padded, 0, 1) : padded, Elements.of(lengths)};
    }

    @Operator("aten::pad_sequence(Tensor[] sequences, bool batch_first=False, float padding_value=0., str"
            + " padding_side=\"right\") ->"
            + " Tensor")
    static Tensor padSequence(Tensor[] sequences, boolean batchFirst, double paddingValue, String paddingSide) {
        if (sequences.length == 0) {
            throw new OperatorException("received an empty list of sequences");
        }
        if (!paddingSide.equals("right") && !paddingSide.equals("left")) {
            throw Checks.error("Expected padding_side to be one of left or right, but got %s.", paddingSide);
        }
        long longest = Arrays.stream(sequences).mapToLong(s -> s.size(0)).max().orElse(0);
        DType dtype = sequences[0].dtype();
        sequences[0].someDim(0);
        long[] shape = new long[sequences[0].dim() + 1];
        shape[0] = sequences.length;
        shape[1] = longest;
        System.arraycopy(sequences[0].sizes(), 1, shape, 2, sequences[0].dim() - 1);
        Tensor padded = Elements.fill(Tensor.empty(dtype, shape), Scalar.of(paddingValue));
        for (int i = 0; i < sequences.length; i++) {
            long length = sequences[i].size(0);
            long from = paddingSide.equals("right") ? 0 : longest - length;
            TensorIterator.copy(
                    DimensionOps.slice(DimensionOps.select(padded, 0, i), 0, from, from + length, 1), sequences[i]);
        }
        return batchFirst ? padded : DimensionOps.transpose(padded, 0, 1);
    }
}
