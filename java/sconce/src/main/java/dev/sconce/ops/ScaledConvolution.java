package dev.sconce.ops;

import dev.sconce.runtime.Recording.KernelRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A call of {@code mul} that scales the channels of images, and the call of {@code conv} that reads them, as one call of {@code conv}: see
 * {@code in_scale} of {@code conv.h}, which says what that takes.
 */
public final class ScaledConvolution {
    /** Operands of the multiplication. */
    private static final int PRODUCT = 0;

    private final KernelRun mul;
    private final KernelRun conv;
    private final PointwiseCall product;
    private final int image;
    private final int scale;

    /** @param image which operand of the multiplication has the images, and {@code scale} which the numbers for their channels */
    private ScaledConvolution(KernelRun mul, KernelRun conv, PointwiseCall product, int image, int scale) {
        this.mul = mul;
        this.conv = conv;
        this.product = product;
        this.image = image;
        this.scale = scale;
    }

    /** Null where the calls are no such pair. */
    public static ScaledConvolution of(KernelRun mul, KernelRun conv) {
        ConvolutionLink link = mul.name().equals("mul") ? ConvolutionLink.of(conv) : null;
        PointwiseCall product = link == null || !link.isProduct() ? null : PointwiseCall.of(mul);
        if (product == null || product.operands().size() != 3 || mul.at().length != 3) {
            return null;
        }
        for (int image = 1; image <= 2; image++) {
            ScaledConvolution pair = new ScaledConvolution(mul, conv, product, image, 3 - image);
            if (pair.fits()) {
                return pair;
            }
        }
        return null;
    }

    private boolean fits() {
        long[] w = conv.words();
        long item = ConvWords.itemSize(w);
        long channels = w[ConvWords.C_IN];
        long batch = w[ConvWords.BATCH];
        long[] shape = {channels, w[ConvWords.IN_H] * w[ConvWords.IN_W], batch};
        int dims = batch == 1 ? 2 : 3;
        int in = conv.which(ConvWords.IN);
        return product.input() == product.output()
                && product.output().number() == w[ConvWords.DTYPE]
                && Arrays.equals(product.shape(), Arrays.copyOf(shape, dims))
                && conv.storages()[in] == product.operands().get(PRODUCT).storage()
                && conv.offsets()[in] == product.operands().get(PRODUCT).offset()
                && hasStrides(PRODUCT, item, w[ConvWords.IN_INNER] * item, w[ConvWords.IN_IMAGE] * item)
                && hasStrides(scale, item, 0, channels * item)
                && strides(image)[0] == item
                && Arrays.stream(strides(image)).allMatch(stride -> stride > 0 && stride % item == 0);
    }

    private long[] strides(int operand) {
        return product.operands().get(operand).strides();
    }

    private boolean hasStrides(int operand, long... strides) {
        return Arrays.equals(strides(operand), Arrays.copyOf(strides, strides(operand).length));
    }

    /** Which of what the multiplication addresses is its result. */
    public int product() {
        return operand(PRODUCT);
    }

    /** Which of what the multiplication addresses an operand is. */
    private int operand(int number) {
        int dims = product.shape().length;
        return mul.which(PointwiseCall.HEAD + dims + number * (1 + dims));
    }

    /** What the joined call addresses, in the order of {@link #run}: of the multiplication, call 0, and of the convolution, call 1. */
    public List<JoinedCalls.Source> sources() {
        List<JoinedCalls.Source> sources = new ArrayList<>();
        for (int i = 0; i < conv.at().length; i++) {
            boolean isInput = conv.at()[i] == ConvWords.IN;
            sources.add(isInput ? new JoinedCalls.Source(0, operand(image)) : new JoinedCalls.Source(1, i));
        }
        sources.add(new JoinedCalls.Source(0, operand(scale)));
        return sources;
    }

    /** The convolution that multiplies what it reads. */
    public KernelRun run() {
        long[] words = conv.words().clone();
        long item = ConvWords.itemSize(words);
        long[] strides = strides(image);
        words[ConvWords.IN_INNER] = strides[1] / item;
        words[ConvWords.IN_IMAGE] =
                strides.length > 2 ? strides[2] / item : words[ConvWords.IN_INNER] * product.shape()[1];
        int[] at = Arrays.copyOf(conv.at(), conv.at().length + 1);
        at[conv.at().length] = ConvWords.IN_SCALE;
        return JoinedCalls.run(Kernel.of("conv"), words, at, sources(), List.of(mul, conv), 0);
    }
}
