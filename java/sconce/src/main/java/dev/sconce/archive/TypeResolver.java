package dev.sconce.archive;

import dev.sconce.ir.ClassType;
import dev.sconce.ir.Type;
import dev.sconce.runtime.ObjectValue;

/** What the reader asks the front end for while it builds the objects of an archive. */
public interface TypeResolver {
    /**
     * The type that serialised code names so: {@code List[int]}, {@code __torch__.Net}. For a class its attributes must be declared;
     * for an enum its members.
     *
     * @throws dev.sconce.SconceException when the archive has no such type
     */
    Type resolve(String annotation);

    /**
     * Runs the object's own {@code __setstate__} on a state that its {@code __getstate__} made. Its slots are unset before, and
     * keep what they take of the state, which is only lent.
     */
    void setState(ObjectValue object, Object state);

    /**
     * The object of one of the classes that PyTorch itself defines ({@link ClassType#isBuiltin}).
     *
     * @param state as it stands in the pickle, null where there is none; only lent
     * @throws dev.sconce.UnsupportedException when there is no such class here
     */
    ObjectValue builtin(ClassType type, Object state);
}
