package dev.sconce.ops;

import dev.sconce.OperatorException;
import dev.sconce.Tensor;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** Python's strings, as TorchScript has them: formatting, comparison, case and tests. */
final class StringOps {
    private StringOps() {}

    @Operator("aten::str(t elem) -> str")
    static String str(Object elem) {
        return Text.str(elem);
    }

    @Operator("aten::format(str self, ...) -> str")
    static String format(Object[] arguments) {
        return Text.format(arguments);
    }

    @Operator("aten::percentFormat(str self, ...) -> str")
    static String percentFormat(Object[] arguments) {
        return Text.percentFormat(arguments);
    }

    @Operator("aten::len.str(str s) -> int")
    static long len(String s) {
        return Utf8.bytes(s).length();
    }

    @Operator("aten::add.str(str a, str b) -> str")
    static String add(String a, String b) {
        return Utf8.text(Utf8.bytes(a) + Utf8.bytes(b));
    }

    @Operator("aten::eq.str(str a, str b) -> bool")
    static boolean eq(String a, String b) {
        return a.equals(b);
    }

    @Operator("aten::ne.str(str a, str b) -> bool")
    static boolean ne(String a, String b) {
        return !a.equals(b);
    }

    @Operator("aten::lt.str(str a, str b) -> bool")
    static boolean lt(String a, String b) {
        return compare(a, b) < 0;
    }

    @Operator("aten::le.str(str a, str b) -> bool")
    static boolean le(String a, String b) {
        return compare(a, b) <= 0;
    }

    @Operator("aten::gt.str(str a, str b) -> bool")
    static boolean gt(String a, String b) {
        return compare(a, b) > 0;
    }

    @Operator("aten::ge.str(str a, str b) -> bool")
    static boolean ge(String a, String b) {
        return compare(a, b) >= 0;
    }

    private static int compare(String a, String b) {
        return Utf8.bytes(a).compareTo(Utf8.bytes(b));
    }

    @Operator("prim::StringIndex(str string, int index) -> str")
    static String stringIndex(String string, long index) {
        return getItem(string, index);
    }

    @Operator("aten::__getitem__.str(str s, int index) -> str")
    static String getItem(String string, long index) {
        String bytes = Utf8.bytes(string);
        long at = index < 0 ? index + bytes.length() : index;
        if (at < 0 || at >= bytes.length()) {
            throw new OperatorException("string index out of range");
        }
        return Utf8.text(bytes.substring((int) at, (int) at + 1));
    }

    @Operator("aten::slice.str(str string, int? start=None, int? end=None, int step=1) -> str")
    static String slice(String string, Long start, Long end, long step) {
        String bytes = Utf8.bytes(string);
        StringBuilder part = new StringBuilder();
        for (long i : Slices.positions(bytes.length(), start, end, step)) {
            part.append(bytes.charAt((int) i));
        }
        return Utf8.text(part.toString());
    }

    @Operator("aten::list(str t) -> str[]")
    static String[] list(String t) {
        return Utf8.bytes(t)
                .chars()
                .mapToObj(b -> Utf8.text(Character.toString(b)))
                .toArray(String[]::new);
    }

    @Operator("aten::Int.str(str a) -> int")
    static long toInt(String a) {
        try {
            return Long.parseLong(Text.withoutLeadingBlanks(a));
        } catch (NumberFormatException invalid) {
            throw new OperatorException("invalid literal for int() with base 10: '" + a + "'", invalid);
        }
    }

    @Operator("aten::Float.str(str a) -> float")
    static double toFloat(String a) {
        return Text.parseFloat(a);
    }

    @Operator("aten::ord(str string) -> int")
    static long ord(String string) {
        String bytes = Utf8.bytes(string);
        if (bytes.length() != 1) {
            throw new OperatorException("String for ord() must be 1 character, found " + bytes.length());
        }
        return bytes.charAt(0);
    }

    /** One byte, the lowest, whatever the number. */
    @Operator("aten::chr(int i) -> str")
    static String chr(long i) {
        if (i < 0 || i >= Character.MAX_CODE_POINT) {
            throw new OperatorException("chr() arg not in range(0x110000), found " + i);
        }
        return Utf8.text(Character.toString((char) (i & 0xff)));
    }

    @Operator("aten::hex(int i) -> str")
    static String hex(long i) {
        return (i < 0 ? "-0x" : "0x") + Long.toHexString(Math.abs(i));
    }

    @Operator("aten::oct(int i) -> str")
    static String oct(long i) {
        return (i < 0 ? "-0o" : "0o") + Long.toOctalString(Math.abs(i));
    }

    @Operator("aten::bin(int i) -> str")
    static String bin(long i) {
        return (i < 0 ? "-0b" : "0b") + Long.toBinaryString(Math.abs(i));
    }

    /** C's functions on characters: of ASCII alone, so that the bytes of others stay what they are. */
    private static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetter(int c) {
        return isUpper(c) || isLower(c);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static char toUpper(int c) {
        return (char) (isLower(c) ? c - 'a' + 'A' : c);
    }

    private static char toLower(int c) {
        return (char) (isUpper(c) ? c - 'A' + 'a' : c);
    }

    private static String map(String text, IntUnaryOperator function) {
        return text.chars()
                .map(function)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean all(String text, IntPredicate test) {
        return !text.isEmpty() && text.chars().allMatch(test);
    }

    @Operator("aten::upper(str self) -> str")
    static String upper(String self) {
        return map(self, StringOps::toUpper);
    }

    @Operator("aten::lower(str self) -> str")
    static String lower(String self) {
        return map(self, StringOps::toLower);
    }

    @Operator("aten::capitalize(str self) -> str")
    static String capitalize(String self) {
        return self.isEmpty() ? self : upper(self.substring(0, 1)) + lower(self.substring(1));
    }

    @Operator("aten::title(str self) -> str")
    static String title(String self) {
        StringBuilder text = new StringBuilder();
        boolean inside = false;
        for (char c : self.toCharArray()) {
            text.append(inside ? toLower(c) : toUpper(c));
            inside = isLetter(c);
        }
        return text.toString();
    }

    @Operator("aten::swapcase(str self) -> str")
    static String swapcase(String self) {
        return map(self, c -> isUpper(c) ? toLower(c) : toUpper(c));
    }

    @Operator("aten::isalnum(str self) -> bool")
    static boolean isalnum(String self) {
        return all(self, c -> isLetter(c) || isDigit(c));
    }

    @Operator("aten::isalpha(str self) -> bool")
    static boolean isalpha(String self) {
        return all(self, StringOps::isLetter);
    }

    @Operator("aten::isdecimal(str self) -> bool")
    @Operator("aten::isdigit(str self) -> bool")
    @Operator("aten::isnumeric(str self) -> bool")
    static boolean isdigit(String self) {
        return all(self, StringOps::isDigit);
    }

    @Operator("aten::isspace(str self) -> bool")
    static boolean isspace(String self) {
        return all(self, c -> c == ' ' || (c >= '\t' && c <= '\r'));
    }

    @Operator("aten::isprintable(str self) -> bool")
    static boolean isprintable(String self) {
        return self.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    @Operator("aten::islower(str self) -> bool")
    static boolean islower(String self) {
        return self.chars().anyMatch(StringOps::isLower) && self.chars().noneMatch(StringOps::isUpper);
    }

    @Operator("aten::isupper(str self) -> bool")
    static boolean isupper(String self) {
        return self.chars().anyMatch(StringOps::isUpper) && self.chars().noneMatch(StringOps::isLower);
    }

    /** Letters and digits that begin with no digit; an underscore is none of them in TorchScript. */
    @Operator("aten::isidentifier(str self) -> bool")
    static boolean isidentifier(String self) {
        return isalnum(self) && !isDigit(self.charAt(0));
    }

    @Operator("aten::istitle(str self) -> bool")
    static boolean istitle(String self) {
        return self.chars().anyMatch(StringOps::isLetter) && self.equals(title(self));
    }

    @Operator("aten::hash.generic(t value) -> int")
    static long hash(Object value) {
        return value instanceof Tensor ? System.identityHashCode(value) : value == null ? 0 : value.hashCode();
    }
}
