package dev.sconce.ops;

import dev.sconce.OperatorException;
import dev.sconce.Tensor;

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
        return s.length();
    }

    @Operator("aten::add.str(str a, str b) -> str")
    static String add(String a, String b) {
        return a + b;
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
        return a.compareTo(b) < 0;
    }

    @Operator("aten::le.str(str a, str b) -> bool")
    static boolean le(String a, String b) {
        return a.compareTo(b) <= 0;
    }

    @Operator("aten::gt.str(str a, str b) -> bool")
    static boolean gt(String a, String b) {
        return a.compareTo(b) > 0;
    }

    @Operator("aten::ge.str(str a, str b) -> bool")
    static boolean ge(String a, String b) {
        return a.compareTo(b) >= 0;
    }

    @Operator("prim::StringIndex(str string, int index) -> str")
    static String stringIndex(String string, long index) {
        return getItem(string, index);
    }

    @Operator("aten::__getitem__.str(str s, int index) -> str")
    static String getItem(String string, long index) {
        long at = index < 0 ? index + string.length() : index;
        if (at < 0 || at >= string.length()) {
            throw new OperatorException("string index out of range");
        }
        return string.substring((int) at, (int) at + 1);
    }

    @Operator("aten::slice.str(str string, int? start=None, int? end=None, int step=1) -> str")
    static String slice(String string, Long start, Long end, long step) {
        StringBuilder part = new StringBuilder();
        for (long i : Slices.positions(string.length(), start, end, step)) {
            part.append(string.charAt((int) i));
        }
        return part.toString();
    }

    @Operator("aten::list(str t) -> str[]")
    static String[] list(String t) {
        return t.codePoints().mapToObj(Character::toString).toArray(String[]::new);
    }

    @Operator("aten::Int.str(str a) -> int")
    static long toInt(String a) {
        try {
            return Long.parseLong(a.strip().replace("_", ""));
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
        if (string.length() != 1) {
            throw new OperatorException("String for ord() must be 1 character, found " + string.length());
        }
        return string.charAt(0);
    }

    @Operator("aten::chr(int i) -> str")
    static String chr(long i) {
        if (i < 0 || i > Character.MAX_CODE_POINT) {
            throw new OperatorException("chr() arg not in range(0x110000)");
        }
        return Character.toString((int) i);
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

    @Operator("aten::upper(str self) -> str")
    static String upper(String self) {
        return self.toUpperCase(java.util.Locale.ROOT);
    }

    @Operator("aten::lower(str self) -> str")
    static String lower(String self) {
        return self.toLowerCase(java.util.Locale.ROOT);
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
            text.append(inside ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inside = Character.isLetter(c);
        }
        return text.toString();
    }

    @Operator("aten::swapcase(str self) -> str")
    static String swapcase(String self) {
        StringBuilder text = new StringBuilder();
        for (char c : self.toCharArray()) {
            text.append(Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c));
        }
        return text.toString();
    }

    @Operator("aten::isalnum(str self) -> bool")
    static boolean isalnum(String self) {
        return !self.isEmpty() && self.chars().allMatch(Character::isLetterOrDigit);
    }

    @Operator("aten::isalpha(str self) -> bool")
    static boolean isalpha(String self) {
        return !self.isEmpty() && self.chars().allMatch(Character::isLetter);
    }

    @Operator("aten::isdecimal(str self) -> bool")
    static boolean isdecimal(String self) {
        return !self.isEmpty() && self.chars().allMatch(Character::isDigit);
    }

    @Operator("aten::isdigit(str self) -> bool")
    static boolean isdigit(String self) {
        return !self.isEmpty() && self.chars().allMatch(Character::isDigit);
    }

    @Operator("aten::isnumeric(str self) -> bool")
    static boolean isnumeric(String self) {
        return !self.isEmpty() && self.chars().allMatch(Character::isDigit);
    }

    @Operator("aten::isspace(str self) -> bool")
    static boolean isspace(String self) {
        return !self.isEmpty() && self.chars().allMatch(Character::isWhitespace);
    }

    @Operator("aten::isprintable(str self) -> bool")
    static boolean isprintable(String self) {
        return self.chars().allMatch(c -> c >= 32 && c != 127);
    }

    @Operator("aten::islower(str self) -> bool")
    static boolean islower(String self) {
        return self.chars().anyMatch(Character::isLowerCase) && self.chars().noneMatch(Character::isUpperCase);
    }

    @Operator("aten::isupper(str self) -> bool")
    static boolean isupper(String self) {
        return self.chars().anyMatch(Character::isUpperCase) && self.chars().noneMatch(Character::isLowerCase);
    }

    @Operator("aten::isidentifier(str self) -> bool")
    static boolean isidentifier(String self) {
        return self.matches("[A-Za-z_][A-Za-z0-9_]*");
    }

    @Operator("aten::istitle(str self) -> bool")
    static boolean istitle(String self) {
        return self.chars().anyMatch(Character::isLetter) && self.equals(title(self));
    }

    @Operator("aten::hash.generic(t value) -> int")
    static long hash(Object value) {
        return value instanceof Tensor ? System.identityHashCode(value) : value == null ? 0 : value.hashCode();
    }
}
