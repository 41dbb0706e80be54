package dev.sconce.pass;

import static dev.sconce.pass.PassTesting.becomes;
import static dev.sconce.pass.PassTesting.stays;

import org.junit.jupiter.api.Test;

/** Computed once where twice is the same. */
class CommonSubexpressionTest {
    @Test
    void mergesEqualNodesAndInnerOnesWithOuter() {
        becomes(
                CommonSubexpression::run,
                """
                graph(%x : Tensor, %c : bool):
                  %1 : int = prim::Constant[value=1]()
                  %2 : int = prim::Constant[value=1]()
                  %a : Tensor = aten::add(%x, %x, %1)
                  %r : Tensor = prim::If(%c)
                    block0():
                      %b : Tensor = aten::add(%x, %x, %2)
                      %d : Tensor = aten::relu(%b)
                      -> (%d)
                    block1():
                      %e : Tensor = aten::relu(%a)
                      -> (%e)
                  return (%r)
                """,
                """
                graph(%x : Tensor, %c : bool):
                  %1 : int = prim::Constant[value=1]()
                  %a : Tensor = aten::add(%x, %x, %1)
                  %r : Tensor = prim::If(%c)
                    block0():
                      %d : Tensor = aten::relu(%a)
                      -> (%d)
                    block1():
                      %e : Tensor = aten::relu(%a)
                      -> (%e)
                  return (%r)
                """);
    }

    @Test
    void valuesAndTypesMustAgree() {
        stays(
                CommonSubexpression::run,
                """
                graph(%i : int):
                  %1 : int = prim::Constant[value=1]()
                  %2 : int = prim::Constant[value=2]()
                  %3 : bool = prim::Constant[value=1]()
                  %4 : float = prim::Constant[value=0.]()
                  %5 : float = prim::Constant[value=-0.]()
                  %6 : int = aten::add(%1, %2)
                  %7 : int = aten::add(%2, %1)
                  return (%3, %4, %5, %6, %7)
                """);
    }

    @Test
    void notAcrossWrites() {
        stays(
                CommonSubexpression::run,
                """
                graph(%x : Tensor, %1 : int):
                  %a : Tensor = aten::relu(%x)
                  %w : Tensor = aten::relu_(%x)
                  %b : Tensor = aten::relu(%x)
                  %r : Tensor = aten::add(%a, %b, %1)
                  return (%r)
                """);
        stays(
                CommonSubexpression::run,
                """
                graph(%x : Tensor, %i : int):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu(%x)
                  %w : Tensor = aten::relu_(%a)
                  %r : Tensor = aten::add(%w, %b, %i)
                  return (%r)
                """);
    }

    @Test
    void notWhatTheCallerCouldTellApart() {
        stays(
                CommonSubexpression::run,
                """
                graph(%x : Tensor):
                  %a : Tensor = aten::relu(%x)
                  %b : Tensor = aten::relu(%x)
                  return (%a, %b)
                """);
    }

    @Test
    void notRandomNumbers() {
        stays(
                CommonSubexpression::run,
                """
                graph(%x : Tensor, %s : int[], %1 : int, %none : Generator?):
                  %a : Tensor = aten::rand(%s)
                  %b : Tensor = aten::rand(%s)
                  %c : Tensor = aten::bernoulli(%x, %none)
                  %d : Tensor = aten::bernoulli(%x, %none)
                  %e : Tensor = aten::add(%a, %b, %1)
                  %f : Tensor = aten::add(%c, %d, %1)
                  %g : Tensor = aten::add(%e, %f, %1)
                  %h : Tensor = aten::relu(%g)
                  return (%h)
                """);
    }
}
