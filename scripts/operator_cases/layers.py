"""Layers of networks: the calls whose results become goldens."""
import torch

from export_operator_goldens import INF, NAN, bf16, boolean, cl, each, f16, f32, f64, i8, i32, i64, s, t


def algebra():
    each("_int_mm", (t(20, 16, dtype=i8, low=-128, high=127), t(16, 8, dtype=i8, low=-128, high=127)))
    each("_weight_int8pack_mm", (t(3, 16), t(8, 16, dtype=i8), t(8)), (t(3, 16, dtype=bf16), t(8, 16, dtype=i8), t(8, dtype=bf16)))
    each("mm", (t(3, 4), t(4, 5)), (t(3, 4), t(5, 4).t()), (t(4, 3).t(), t(4, 5)), (t(3, 0), t(0, 5)), (t(0, 4), t(4, 5)), (t(33, 70), t(70, 65)),
         (t(3, 4, dtype=i64), t(4, 5, dtype=i64)), (t(3, 4, dtype=f64), t(4, 5, dtype=f64)), (s(6, 4), s(4, 6)), (t(3, 4, dtype=bf16), t(4, 2, dtype=bf16)))
    each("bmm", (t(2, 3, 4), t(2, 4, 5)), (t(2, 3, 4), t(2, 5, 4).transpose(1, 2)), (t(2, 3, 4), t(1, 4, 5).expand(2, 4, 5)))
    ends = torch.tensor([2, 2, 5], dtype=i32)
    for dtype in (f32, bf16):
        each("_grouped_mm", (t(5, 8, dtype=dtype), t(3, 8, 16, dtype=dtype), ends), (t(3, 8, 16, dtype=dtype), t(3, 16, 8, dtype=dtype)))
    each("_grouped_mm", (t(4, 8), t(3, 16, 8).transpose(1, 2), torch.tensor([0, 4, 4], dtype=i32)))
    each("matmul", (t(3), t(3)), (t(3, 4), t(4)), (t(3), t(3, 4)), (t(3, 4), t(4, 5)), (t(2, 3, 4), t(4, 5)), (t(2, 3, 4), t(2, 4, 5)), (t(2, 1, 3, 4), t(5, 4, 2)),
         (t(3, 4), t(2, 4, 5)), (t(2, 3, 4), t(4)), (t(4), t(2, 4, 5)), (t(2, 2, 2, 3, 4), t(2, 4, 5)), (t(2, 3, 5, 4), t(2, 3, 5, 4).transpose(2, 3)),
         (s(4, 2, 6), t(6, 5)))
    each("linear", (t(3, 4), t(5, 4)), (t(3, 4), t(5, 4), t(5)), (t(2, 3, 4), t(5, 4), t(5)), (t(4), t(5, 4), t(5)), (s(6, 4), t(5, 4), t(5)),
         (t(2, 3, 4), t(4)), (t(1, 64), t(128, 64), t(128)), (t(2, 3, 4).transpose(0, 1), t(5, 4), t(5)))
    each("addmm", (t(5), t(3, 4), t(4, 5)), (t(3, 5), t(3, 4), t(4, 5)), (t(1, 5), t(3, 4), t(4, 5)), (t(3, 1), t(3, 4), t(4, 5)))
    each("addmm", (t(3, 5), t(3, 4), t(4, 5)), beta=0.5, alpha=2)
    each("addmm", (torch.full((3, 5), NAN), t(3, 4), t(4, 5)), beta=0)
    each("addmm_", (t(3, 5), t(3, 4), t(4, 5)))
    each("baddbmm", (t(2, 3, 5), t(2, 3, 4), t(2, 4, 5)), (t(5), t(2, 3, 4), t(2, 4, 5)))
    each("baddbmm", (t(2, 3, 5), t(2, 3, 4), t(2, 4, 5)), beta=0.5, alpha=2)
    each("addbmm", (t(3, 5), t(2, 3, 4), t(2, 4, 5)))
    each("addmv", (t(3), t(3, 4), t(4)))
    each("addr", (t(3, 4), t(3), t(4)))
    each("mv", (t(3, 4), t(4)))
    each("dot", (t(5), t(5)))
    each("outer", (t(3), t(4)))
    each("inner", (t(2, 3), t(4, 3)), (t(3), t(3)), (t(), t(3)))
    each("kron", (t(2, 3), t(3, 2)), (t(2), t(2, 2)))
    each("tensordot", (t(2, 3, 4), t(4, 3, 5), [1, 2], [1, 0]), (t(2, 3), t(4, 5), [], []))
    for equation, shapes in (("ij,jk->ik", [(2, 3), (3, 4)]), ("ij->ji", [(2, 3)]), ("ii->i", [(3, 3)]), ("ii", [(3, 3)]), ("bij,bjk->bik", [(2, 3, 4), (2, 4, 5)]),
                             ("...ij,...jk->...ik", [(2, 3, 4), (2, 4, 5)]), ("bhid,bhjd->bhij", [(1, 2, 3, 4), (1, 2, 5, 4)]), ("i,j->ij", [(2,), (3,)]),
                             ("ij,ij->", [(2, 3), (2, 3)]), ("ij", [(2, 3)]), ("ab,bc,cd->ad", [(2, 3), (3, 4), (4, 2)]), ("bi,oi,bi->bo", [(2, 3), (4, 3), (2, 3)]),
                             ("bnhd,bmhd->bhnm", [(2, 3, 2, 4), (2, 5, 2, 4)]), ("...a,ab->...b", [(2, 3, 4), (4, 5)]), ("ijk->j", [(2, 3, 4)])):
        each("einsum", (equation, [t(*shape) for shape in shapes]))
    each("bilinear", (t(3, 4), t(3, 5), t(2, 4, 5), t(2)))
    each("linalg_matrix_power", (t(3, 3), 3), (t(3, 3), 0))
    each("linalg_multi_dot", ([t(2, 3), t(3, 4), t(4, 2)],))


def convolutions():
    each("conv1d", (t(2, 3, 9), t(4, 3, 3), t(4)), (t(3, 9), t(4, 3, 3)), (t(1, 4, 9), t(4, 2, 3), None, [2], [1], [2], 2))
    each("conv2d", (t(1, 3, 6, 7), t(4, 3, 3, 3), t(4)), (t(2, 3, 6, 7), t(4, 3, 3, 2), None, [2, 1], [1, 0]), (t(1, 4, 5, 5), t(4, 1, 3, 3), t(4), [1, 1], [1, 1], [1, 1], 4),
         (t(1, 4, 7, 7), t(6, 2, 3, 3), t(6), [1, 1], [2, 2], [2, 2], 2), (cl(2, 3, 6, 7), t(4, 3, 3, 3), t(4)), (cl(1, 4, 5, 5), t(4, 1, 3, 3), None, [1, 1], [1, 1], [1, 1], 4),
         (t(3, 6, 7), t(4, 3, 1, 1)), (t(1, 3, 6, 7, dtype=f64), t(2, 3, 3, 3, dtype=f64)), (t(2, 3, 6, 7).transpose(2, 3), t(4, 3, 3, 3)), (t(1, 16, 5, 5), t(24, 16, 1, 1), t(24)),
         (t(0, 3, 6, 7), t(4, 3, 3, 3)))
    each("conv2d.padding", (t(1, 3, 6, 7), t(4, 3, 3, 4), t(4), [1, 1], "same"), (t(1, 3, 6, 7), t(4, 3, 3, 4), None, [2, 1], "valid"))
    each("conv3d", (t(1, 2, 4, 5, 6), t(3, 2, 2, 3, 3), t(3), [1, 2, 1], [1, 0, 1]))
    each("conv_transpose1d", (t(2, 3, 5), t(3, 4, 4), t(4), [2], [1]))
    each("conv_transpose2d.input", (t(1, 3, 4, 5), t(3, 2, 3, 3), t(2), [2, 2], [1, 1], [1, 1]), (t(1, 4, 4, 4), t(4, 2, 2, 2), None, [2, 2], [0, 0], [0, 0], 2), (cl(1, 3, 4, 5), t(3, 2, 3, 3)))
    each("conv_transpose3d.input", (t(1, 2, 2, 3, 3), t(2, 3, 2, 2, 2)))
    each("convolution", (t(1, 3, 6, 7), t(4, 3, 3, 3), t(4), [1, 1], [1, 1], [1, 1], False, [0, 0], 1), (t(1, 3, 4, 5), t(3, 2, 3, 3), None, [2, 2], [1, 1], [1, 1], True, [0, 0], 1))


def pools():
    each("max_pool1d", (t(2, 3, 9), [3]), (t(3, 9), [3], [2], [1]))
    each("max_pool2d", (t(2, 3, 7, 8), [3, 3], [2, 2], [1, 1]), (t(1, 2, 7, 8), [2]), (t(1, 2, 7, 7), [3], [2], [0], [1], True), (cl(2, 3, 7, 8), [3], [2], [1]), (t(2, 7, 8), [2, 3], [1], [0], [2]),
         (t(1, 1, 6, 6, dtype=i64), [2]))
    each("max_pool2d_with_indices", (t(2, 3, 7, 8), [3, 3], [2, 2], [1, 1]), (cl(2, 3, 7, 8), [3], [2], [1]))
    each("max_pool3d", (t(1, 2, 4, 5, 6), [2]))
    each("avg_pool1d", (t(2, 3, 9), [3]), (t(2, 3, 9), [3], [2], [1], True, False))
    each("avg_pool2d", (t(2, 3, 7, 8), [3], [2], [1]), (t(2, 3, 7, 8), [3], [2], [1], True, False), (t(2, 3, 7, 8), [2], [], [0], False, True, 3), (cl(2, 3, 7, 8), [3], [2], [1]))
    each("avg_pool3d", (t(1, 2, 4, 5, 6), [2], [1], [1]))
    each("adaptive_avg_pool1d", (t(2, 3, 7), [3]))
    each("adaptive_avg_pool2d", (t(2, 3, 7, 8), [1, 1]), (t(2, 3, 7, 8), [3, 5]), (cl(2, 3, 7, 8), [2, 3]), (t(3, 7, 8), [7, 8]))
    each("_adaptive_avg_pool3d", (t(1, 2, 4, 5, 6), [2, 2, 3]))
    each("adaptive_max_pool1d", (t(2, 3, 7), [3]))
    each("adaptive_max_pool2d", (t(2, 3, 7, 8), [3, 5]))
    each("max_unpool2d", (t(1, 1, 2, 2), torch.tensor([[[[0, 3], [9, 14]]]]), [4, 4]))


def norms():
    each("batch_norm", (t(2, 3, 4, 5), t(3), t(3), t(3), t(3, low=0.5, high=2), False, 0.1, 1e-5, True), (cl(2, 3, 4, 5), t(3), t(3), t(3), t(3, low=0.5, high=2), False, 0.1, 1e-5, True),
         (t(4, 3), None, None, t(3), t(3, low=0.5, high=2), False, 0.1, 1e-3, True), (t(2, 3, 7), t(3), t(3), None, None, True, 0.1, 1e-5, True),
         (t(2, 3, 7, dtype=f64), t(3, dtype=f64), None, t(3, dtype=f64), t(3, dtype=f64, low=0.5, high=2), False, 0.1, 1e-5, True))
    each("instance_norm", (t(2, 3, 4, 5), t(3), t(3), None, None, True, 0.1, 1e-5, True))
    each("layer_norm", (t(2, 3, 8), [8], t(8), t(8)), (t(2, 3, 8), [3, 8]), (s(4, 6), [6], t(6), t(6), 1e-3), (t(3, 100), [100], t(100)))
    each("native_layer_norm", (t(2, 3, 8), [8], t(8), t(8), 1e-5))
    each("rms_norm", (t(2, 3, 8), [8], t(8)), (t(2, 3, 8), [8], None, 1e-4))
    each("_fused_rms_norm", (t(2, 3, 8), [8], t(8), 1e-5), (t(2, 3, 8), [3, 8], None, None), (t(2, 8, dtype=f16), [8], t(8, dtype=f16), None))
    each("group_norm", (t(2, 6, 4, 5), 3, t(6), t(6)), (t(2, 6), 2), (cl(2, 6, 4, 5), 3, t(6), t(6)))
    each("native_group_norm", (t(2, 6, 4, 5), t(6), t(6), 2, 6, 20, 3, 1e-5))


def recurrent():
    def params(gates, inputs, hidden, layers=1, directions=1, bias=True):
        result = []
        for layer in range(layers):
            for _ in range(directions):
                result += [t(gates * hidden, inputs if layer == 0 else directions * hidden) * 0.3, t(gates * hidden, hidden) * 0.3]
                result += [t(gates * hidden) * 0.3, t(gates * hidden) * 0.3] if bias else []
        return result

    each("lstm.input", (t(5, 2, 3), [torch.zeros(1, 2, 4)] * 2, params(4, 3, 4), True, 1, 0.0, False, False, False),
         (t(2, 5, 3), [t(4, 2, 4), t(4, 2, 4)], params(4, 3, 4, 2, 2), True, 2, 0.0, False, True, True),
         (t(5, 2, 3), [t(1, 2, 4), t(1, 2, 4)], params(4, 3, 4, bias=False), False, 1, 0.0, False, False, False))
    each("gru.input", (t(5, 2, 3), t(1, 2, 4), params(3, 3, 4), True, 1, 0.0, False, False, False), (t(2, 5, 3), t(2, 2, 4), params(3, 3, 4, 1, 2), True, 1, 0.0, False, True, True),
         (t(2, 5, 3), t(2, 2, 4), params(3, 3, 4, 2, 1, False), False, 2, 0.0, False, False, True))
    for name in ("rnn_tanh", "rnn_relu"):
        each(name + ".input", (t(5, 2, 3), t(1, 2, 4), params(1, 3, 4), True, 1, 0.0, False, False, False))
    sizes = torch.tensor([3, 2, 2, 1])
    each("lstm.data", (t(8, 3), sizes, [t(2, 3, 4), t(2, 3, 4)], params(4, 3, 4, 1, 2), True, 1, 0.0, False, True))
    each("gru.data", (t(8, 3), sizes, t(2, 3, 4), params(3, 3, 4, 2), True, 2, 0.0, False, False))
    projected = [w * 0.3 for _ in range(2) for w in (t(16, 3), t(16, 2), t(16), t(16), t(2, 4))]
    each("lstm.input", (t(5, 2, 3), [t(2, 2, 2), t(2, 2, 4)], projected, True, 1, 0.0, False, True, False))
    each("lstm.input", (t(2, 5, 3), [t(1, 2, 2), t(1, 2, 4)], [t(16, 3), t(16, 2), t(2, 4)], False, 1, 0.0, False, False, True))
    each("lstm.data", (t(8, 3), sizes, [t(2, 3, 2), t(2, 3, 4)], projected, True, 1, 0.0, False, True))
    each("lstm_cell", (t(2, 3), [t(2, 4), t(2, 4)], *params(4, 3, 4)))
    each("gru_cell", (t(2, 3), t(2, 4), *params(3, 3, 4)))
    each("rnn_tanh_cell", (t(2, 3), t(2, 4), *params(1, 3, 4)))
    each("rnn_relu_cell", (t(2, 3), t(2, 4), *params(1, 3, 4)))


def attention():
    q, k, v = t(2, 3, 5, 4), t(2, 3, 7, 4), t(2, 3, 7, 6)
    w = t(2, 3, 7, 4)
    each("_scaled_dot_product_flash_attention_for_cpu", (q, k, w), (q, k, w, 0.0, True), (t(2, 3, 5, 4, dtype=bf16), t(2, 3, 7, 4, dtype=bf16), t(2, 3, 7, 4, dtype=bf16)))
    each("_scaled_dot_product_flash_attention_for_cpu", (q, k, w), attn_mask=t(5, 7), scale=0.7)
    each("_scaled_dot_product_attention_math", (q, k, v), (q, k, v, t(5, 7)), (q, k, v, t(5, 7, dtype=boolean)), (q, k, v, None, 0.0, True))
    each("scaled_dot_product_attention", (q, k, v), (q, k, v, t(5, 7)), (q, k, v, t(2, 1, 5, 7, dtype=boolean)), (q, k, v, None, 0.0, True), (t(5, 4), t(7, 4), t(7, 4)),
         (t(3, 5, 4), t(3, 7, 4), t(3, 7, 4)), (t(2, 5, 3, 4).transpose(1, 2), t(2, 5, 3, 4).transpose(1, 2), t(2, 5, 3, 4).transpose(1, 2)))
    each("scaled_dot_product_attention", (q, k, v), scale=0.3)
    each("scaled_dot_product_attention", (t(2, 4, 5, 4), t(2, 2, 7, 4), t(2, 2, 7, 4)), enable_gqa=True)


def losses():
    x, y = t(3, 4), t(3, 4)
    classes = torch.tensor([1, 3, 0])
    p = t(3, 4, low=0.05, high=0.95)
    for reduction in (0, 1, 2):
        each("mse_loss", (x, y, reduction))
        each("l1_loss", (x, y, reduction))
        each("smooth_l1_loss", (x, y, reduction, 0.7))
        each("huber_loss", (x, y, reduction, 0.7))
        each("nll_loss", (x, classes, None, reduction), (x, classes, t(4, low=0.1, high=1), reduction), (x, classes, None, reduction, 3))
        each("nll_loss2d", (t(2, 3, 2, 2), torch.tensor([[[0, 1], [2, 0]], [[1, 1], [0, 2]]]), None, reduction))
        each("cross_entropy_loss", (x, classes, None, reduction), (x, classes, t(4, low=0.1, high=1), reduction, 3, 0.1), (x, p / p.sum(1, keepdim=True), None, reduction),
             (x, classes, None, reduction, -100, 0.2))
        each("binary_cross_entropy", (p, t(3, 4, low=0, high=1), None, reduction), (p, t(3, 4, low=0, high=1), t(4), reduction))
        each("binary_cross_entropy_with_logits", (x, t(3, 4, low=0, high=1), None, None, reduction), (x, t(3, 4, low=0, high=1), t(4), t(4, low=0.5, high=2), reduction))
        each("kl_div", (x, p, reduction))
        each("poisson_nll_loss", (x, t(3, 4, low=0, high=5), True, True, 1e-8, reduction), (p, t(3, 4, low=0, high=5), False, False, 1e-8, reduction))
        each("hinge_embedding_loss", (x, torch.where(y > 0, 1.0, -1.0), 0.5, reduction))
        each("margin_ranking_loss", (t(5), t(5), torch.where(t(5) > 0, 1.0, -1.0), 0.1, reduction))
        each("soft_margin_loss", (x, torch.where(y > 0, 1.0, -1.0), reduction))
        each("cosine_embedding_loss", (x, y, torch.tensor([1.0, -1.0, 1.0]), 0.1, reduction))
        each("triplet_margin_loss", (x, y, t(3, 4), 1.0, 2.0, 1e-6, False, reduction), (x, y, t(3, 4), 1.0, 2.0, 1e-6, True, reduction))
    each("kl_div", (x, y), log_target=True)
    for p_norm in (0.0, 1.0, 2.0, 3.0, INF):
        each("cdist", (t(3, 4), t(5, 4), p_norm), (t(2, 3, 4), t(5, 4), p_norm))
        each("pdist", (t(4, 3), p_norm))
    each("pairwise_distance", (x, y), (x, y, 1.0, 1e-6, True))
    each("cosine_similarity", (x, y), (x, y, 0), (t(2, 3, 4), t(3, 4), -1))
    each("linalg_cross", (t(2, 3), t(2, 3)))
    each("cross", (t(3, 2), t(3, 2)))
    each("_weight_norm", (t(3, 4), t(3, 1)), (t(3, 4, 2), t(1, 4, 1), 1))
    each("renorm", (t(3, 4), 2, 0, 1.0))
