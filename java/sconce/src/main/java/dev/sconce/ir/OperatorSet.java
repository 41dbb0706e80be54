package dev.sconce.ir;

import java.util.List;

/** The operators that there are, for those who resolve calls: the operator table, or a test's few. */
public interface OperatorSet {
    /** The schemas of that name ({@code aten::add}) in the order in which they are tried; empty where there is none. */
    List<FunctionSchema> overloads(String name);
}
