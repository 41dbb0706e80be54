"""The calls that export_operator_goldens.py makes: a function a family of operators, in the order in which they draw their numbers."""
from . import complex_numbers, quantization, resizing
from .arguments import arguments
from .compositions import compositions
from .extremes import extremes
from .layers import algebra, attention, convolutions, losses, norms, pools, recurrent
from .linear_algebra import factorisations, matrix_functions, spectra, systems
from .pointwise import activations, arithmetic, comparisons, pointwise
from .random_numbers import distributions, dropouts, sampling
from .reductions import converted, indexing, ordering, reductions, searches
from .refusals import refusals
from .shapes import creation, ends, pads, places, rearrangements, resized_bytes, sequences, shapes, views
from .special_functions import bessel, derivatives, folds, histograms, polynomials
from .spectral import fourier

FAMILIES = [pointwise, arithmetic, comparisons, activations, views, shapes, creation, reductions, ordering, indexing, algebra, convolutions,
            pools, norms, recurrent, attention, sequences, rearrangements, pads, losses, searches, compositions, factorisations, systems,
            spectra, matrix_functions, distributions, sampling, dropouts, polynomials, bessel, derivatives, histograms,
            folds, fourier, resized_bytes, complex_numbers.pointwise, complex_numbers.scans, complex_numbers.reductions, complex_numbers.products,
            complex_numbers.spectra, quantization.fake_quantization, quantization.observers, resizing.interpolation,
            resizing.fractional_pools, resizing.sequences, converted, places, ends, extremes, arguments,
            refusals]
