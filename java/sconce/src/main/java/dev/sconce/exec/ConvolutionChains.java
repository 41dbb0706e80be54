package dev.sconce.exec;

import dev.sconce.ops.ConvolutionLink;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one call of a depthwise convolution of a plan and the convolutions by one position before and behind it, which read each other's
 * results: those have many channels, and need no memory when they are made some rows at a time. Batches that give each CPU an image are left to
 * {@link BatchSlicing}. The results are the same to the bit.
 */
final class ConvolutionChains {
    /** Of a row of a result with all that it reads: beside that much the rest of a second-level cache of a megabyte is for the weights. */
    private static final long MOST_BYTES = 256 << 10;
    /** Of what a product behind the others reads: where it is less, threads better share that product in another way. */
    private static final long LEAST_BYTES = 512 << 10;

    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    private ConvolutionChains() {}

    /** The calls with chains in the place of their links. */
    static List<PlanCall> run(List<PlanCall> calls) {
        List<PlanCall> made = new ArrayList<>();
        int count;
        for (int i = 0; i < calls.size(); i += count) {
            List<ConvolutionLink> links = chain(calls, i);
            count = Math.max(1, links.size());
            if (count == 1) {
                made.add(calls.get(i));
                continue;
            }
            made.add(PlanCall.joined(ConvolutionLink.join(links), ConvolutionLink.sources(links), calls, i, count));
        }
        return made;
    }

    /** The links of the chain that begins with a call; fewer than two where there is none. */
    private static List<ConvolutionLink> chain(List<PlanCall> calls, int first) {
        List<ConvolutionLink> links = new ArrayList<>();
        for (int i = first; i < Math.min(calls.size(), first + 3); i++) {
            ConvolutionLink link = ConvolutionLink.of(calls.get(i).run());
            if (link == null || link.batch() > 1 && link.batch() >= CPUS) {
                break;
            }
            if (!links.isEmpty()) {
                ConvolutionLink before = links.get(links.size() - 1);
                boolean second = link.isDepthwise() && links.stream().anyMatch(ConvolutionLink::isDepthwise);
                PlanSlot between = calls.get(i - 1).slots()[before.result()];
                if (second
                        || !follows(link, before)
                        || !link.reads(before)
                        || !PlanCall.isOnlyForNext(calls, i - 1, between)) {
                    break;
                }
            }
            links.add(link);
        }
        ConvolutionLink last = links.isEmpty() ? null : links.get(links.size() - 1);
        boolean written =
                last != null && isOwn(calls.get(first + links.size() - 1).slots()[last.result()]);
        return written ? links : List.of();
    }

    /** Whether a link may come next. */
    private static boolean follows(ConvolutionLink link, ConvolutionLink before) {
        if (before.isProduct()) {
            return link.isDepthwise() && !link.isProduct() && link.windowBytes() <= MOST_BYTES;
        }
        return link.isProduct() && before.resultBytes() >= LEAST_BYTES && link.weightBytes() <= MOST_BYTES;
    }

    private static boolean isOwn(PlanSlot slot) {
        return slot.kind == PlanSlot.Kind.LOCAL || slot.kind == PlanSlot.Kind.OUTPUT;
    }
}
