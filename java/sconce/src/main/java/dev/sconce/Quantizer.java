package dev.sconce;

import java.util.Arrays;

/**
 * How the integers of a quantized tensor stand for numbers: {@code (integer - zeroPoint) * scale}, with one scale for all or, per
 * channel, one for each index of a dimension. Immutable.
 */
public final class Quantizer {
    private final double[] scales;
    private final long[] zeroPoints;
    private final int axis;

    private Quantizer(double[] scales, long[] zeroPoints, int axis) {
        this.scales = scales;
        this.zeroPoints = zeroPoints;
        this.axis = axis;
    }

    /** {@code torch.per_tensor_affine}. */
    public static Quantizer perTensor(double scale, long zeroPoint) {
        return new Quantizer(new double[] {scale}, new long[] {zeroPoint}, -1);
    }

    /**
     * {@code torch.per_channel_affine}.
     *
     * @param axis the dimension whose indices have scales of their own
     */
    public static Quantizer perChannel(double[] scales, long[] zeroPoints, int axis) {
        if (scales.length != zeroPoints.length || axis < 0) {
            throw new OperatorException(scales.length + " scales and " + zeroPoints.length + " zero points on axis "
                    + axis + ": they are as many, on an axis of at least 0");
        }
        return new Quantizer(scales.clone(), zeroPoints.clone(), axis);
    }

    public boolean isPerChannel() {
        return axis >= 0;
    }

    /** The scale of all; refused per channel ({@code Tensor.q_scale}). */
    public double scale() {
        requirePerTensor();
        return scales[0];
    }

    /** The zero point of all; refused per channel ({@code Tensor.q_zero_point}). */
    public long zeroPoint() {
        requirePerTensor();
        return zeroPoints[0];
    }

    private void requirePerTensor() {
        if (isPerChannel()) {
            throw new OperatorException(
                    "the tensor is quantized per channel, and this needs one scale for all: expected"
                            + " torch.per_tensor_affine");
        }
    }

    /** Of each channel; one where it is per tensor. */
    public double[] scales() {
        return scales.clone();
    }

    /** Of each channel; one where it is per tensor. */
    public long[] zeroPoints() {
        return zeroPoints.clone();
    }

    /** The dimension of the channels, or -1. */
    public int axis() {
        return axis;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantizer that
                && axis == that.axis
                && Arrays.equals(scales, that.scales)
                && Arrays.equals(zeroPoints, that.zeroPoints);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * axis + Arrays.hashCode(scales)) + Arrays.hashCode(zeroPoints);
    }

    @Override
    public String toString() {
        return isPerChannel()
                ? "per channel of dimension " + axis
                : "scale " + scales[0] + ", zero point " + zeroPoints[0];
    }
}
