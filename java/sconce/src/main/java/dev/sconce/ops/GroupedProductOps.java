package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;

/** Products of groups of rows or columns with a matrix each, as mixtures of experts make them. */
final class GroupedProductOps {
    private GroupedProductOps() {}

    /**
     * {@code torch.nn.functional.grouped_mm}. {@code offs} are the ends of the groups, along the rows of a 2-d {@code self}, along the columns
     * of a 2-d {@code mat2}, or along what is summed over where both are 2-d; two 3-d operands have a matrix a group and no
     * offs. Rows and columns after the last group are 0.
     */
    @Operator("aten::_grouped_mm(Tensor self, Tensor mat2, Tensor? offs=None, Tensor? bias=None, ScalarType?"
            + " out_dtype=None) -> Tensor")
    static Tensor groupedMm(Tensor self, Tensor mat2, Tensor offs, Tensor bias, DType outDtype) {
        check(self, mat2, offs, bias, outDtype);
        boolean rows = self.dim() == 2;
        boolean columns = mat2.dim() == 2;
        if (!rows && !columns) {
            return LinearAlgebraOps.bmm(self, mat2, null);
        }
        long m = self.size(-2);
        long n = mat2.size(-1);
        long[] ends = ends(offs, rows ? self.size(columns ? 1 : 0) : n);
        if (!(rows && columns) && ends.length != (rows ? mat2 : self).size(0)) {
            throw Checks.error(
                    "grouped_mm: offs has %s groups, but the 3-d operand %s",
                    ends.length, (rows ? mat2 : self).size(0));
        }
        Tensor out = Elements.zero(
                rows && columns ? Tensor.empty(self.dtype(), ends.length, m, n) : Tensor.empty(self.dtype(), m, n));
        long begin = 0;
        for (int g = 0; g < ends.length; g++) {
            long size = ends[g] - begin;
            Tensor a =
                    !rows ? DimensionOps.select(self, 0, g) : DimensionOps.narrow(self, columns ? 1 : 0, begin, size);
            Tensor b =
                    !columns ? DimensionOps.select(mat2, 0, g) : DimensionOps.narrow(mat2, rows ? 0 : 1, begin, size);
            Tensor part = rows && columns
                    ? DimensionOps.select(out, 0, g)
                    : DimensionOps.narrow(out, rows ? 0 : 1, begin, size);
            Gemm.accumulate(part, a, b, 1, 0);
            begin = ends[g];
        }
        return out;
    }

    private static void check(Tensor self, Tensor mat2, Tensor offs, Tensor bias, DType outDtype) {
        Checks.dtypeIs("grouped_mm", "self", self, DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16);
        Checks.sameDtype("grouped_mm", self, mat2);
        if (self.dim() < 2 || self.dim() > 3 || mat2.dim() < 2 || mat2.dim() > 3) {
            throw Checks.error("grouped_mm: operands have to be 2 or 3-d, got %s and %s", self.sizes(), mat2.sizes());
        }
        if (self.size(-1) != mat2.size(-2)) {
            throw Checks.error(
                    "contraction dimension of mat_a and mat_b must match, got %s and %s", self.sizes(), mat2.sizes());
        }
        if (bias != null) {
            throw Checks.error("Bias not supported yet");
        }
        if (outDtype != null && outDtype != self.dtype()) {
            throw Checks.error("Grouped gemm output dtype must match `mat_a` dtype");
        }
        if ((self.dim() == 2 || mat2.dim() == 2) != (offs != null)) {
            throw Checks.error("Have to provide offsets if there is a 2d matrix, or no offset if both matrices are 3d");
        }
        if (offs != null) {
            Checks.rank("grouped_mm", "offs", offs, 1);
            Checks.dtypeIs("grouped_mm", "offs", offs, DType.INT32);
        }
    }

    /** The ends of the groups, which ascend and do not exceed the size of what they divide. */
    private static long[] ends(Tensor offs, long size) {
        long[] ends = Elements.longs(offs);
        for (int g = 0; g < ends.length; g++) {
            if (ends[g] < (g == 0 ? 0 : ends[g - 1]) || ends[g] > size) {
                throw Checks.error("grouped_mm: offs %s do not ascend within a size of %s", ends, size);
            }
        }
        return ends;
    }
}
