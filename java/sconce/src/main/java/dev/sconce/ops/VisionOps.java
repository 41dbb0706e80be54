package dev.sconce.ops;

import dev.sconce.DType;
import dev.sconce.Tensor;

/** The operators of torchvision that detection models have. */
final class VisionOps {
    private VisionOps() {}

    private static final Kernel NMS = Kernel.of("nms");
    private static final Kernel ROI_ALIGN = Kernel.of("roi_align");

    /** Boxes [n, 4] that stay, by falling score. */
    @Operator("torchvision::nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    static Tensor nms(Tensor dets, Tensor scores, double iouThreshold) {
        Checks.rank("nms", "boxes", dets, 2);
        Checks.rank("nms", "scores", scores, 1);
        if (dets.sizes()[1] != 4 || dets.sizes()[0] != scores.sizes()[0]) {
            throw Checks.error(
                    "boxes and scores should have same number of elements in dimension 0 and boxes 4 columns, got"
                            + " %s and %s",
                    dets.sizes(), scores.sizes());
        }
        Checks.sameDtype("nms", dets, scores);
        long n = dets.sizes()[0];
        Tensor order = SortOps.sort(scores, true, 0, true, null)[1];
        Tensor keep = Tensor.empty(DType.INT64, n);
        Tensor found = Tensor.empty(DType.INT64, 1);
        NMS.call()
                .dtype(dets.dtype())
                .write(keep)
                .write(found)
                .read(Out.contiguous(dets))
                .read(order)
                .i64(n)
                .f64(iouThreshold)
                .run();
        return DimensionOps.narrow(keep, 0, 0, Elements.toLong(found));
    }

    @Operator("torchvision::roi_align(Tensor input, Tensor rois, float spatial_scale, SymInt pooled_height, SymInt"
            + " pooled_width, int"
            + " sampling_ratio, bool aligned) -> Tensor")
    static Tensor roiAlign(
            Tensor input,
            Tensor rois,
            double spatialScale,
            long pooledHeight,
            long pooledWidth,
            long samplingRatio,
            boolean aligned) {
        Checks.rank("roi_align", "input", input, 4);
        Checks.rank("roi_align", "rois", rois, 2);
        if (rois.sizes()[1] != 5 || pooledHeight <= 0 || pooledWidth <= 0) {
            throw Checks.error(
                    "roi_align: rois must have shape [K, 5] and the output a size, got %s and [%s, %s]",
                    rois.sizes(), pooledHeight, pooledWidth);
        }
        Checks.sameDtype("roi_align", input, rois);
        Tensor in = Out.contiguous(input);
        Tensor out = Tensor.empty(in.dtype(), rois.sizes()[0], in.sizes()[1], pooledHeight, pooledWidth);
        if (out.numel() > 0) {
            ROI_ALIGN
                    .call()
                    .dtype(in.dtype())
                    .write(out)
                    .read(in)
                    .read(Out.contiguous(rois))
                    .i64(in.sizes()[0])
                    .i64(in.sizes()[1])
                    .i64s(in.sizes()[2], in.sizes()[3])
                    .i64(rois.sizes()[0])
                    .i64s(pooledHeight, pooledWidth)
                    .f64(spatialScale)
                    .i64(samplingRatio)
                    .bool(aligned)
                    .run();
        }
        return out;
    }
}
