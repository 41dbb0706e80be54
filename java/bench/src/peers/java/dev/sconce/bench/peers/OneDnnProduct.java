package dev.sconce.bench.peers;

import dev.sconce.bench.ProductEngine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

/** oneDNN's product of matrices, from its JavaCPP preset. */
public final class OneDnnProduct implements ProductEngine {
    @Override
    public String name() {
        return "oneDNN";
    }

    @Override
    public Product load(float[] a, float[] b, int size) {
        FloatPointer left = new FloatPointer(a);
        FloatPointer right = new FloatPointer(b);
        FloatPointer product = new FloatPointer((long) size * size);
        return new Product() {
            @Override
            public void run() {
                int status = dnnl.dnnl_sgemm(
                        (byte) 'N', (byte) 'N', size, size, size, 1, left, size, right, size, 0, product, size);
                if (status != dnnl.dnnl_success) {
                    throw new IllegalStateException("dnnl_sgemm failed with status " + status);
                }
            }

            @Override
            public float[] result() {
                float[] result = new float[size * size];
                product.get(result);
                return result;
            }

            @Override
            public void close() {
                left.close();
                right.close();
                product.close();
            }
        };
    }
}
