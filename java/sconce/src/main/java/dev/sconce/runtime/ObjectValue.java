package dev.sconce.runtime;

import dev.sconce.ir.ClassType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/** An instance of a TorchScript class; a module is one. Slots are as its {@link ClassType} lists them, and counted. */
public final class ObjectValue extends Holder {
    /** Threads that set one slot at once each release what they have replaced themselves. */
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);

    private final ClassType type;
    private final Object[] slots;

    public ObjectValue(ClassType type) {
        this.type = type;
        this.slots = new Object[type.attributes().size()];
        adoptByScope();
        Recording recording = Recording.current();
        if (recording != null) {
            recording.created(this);
        }
    }

    public ClassType type() {
        return type;
    }

    public Object slot(int index) {
        Recording recording = Recording.current();
        if (recording != null) {
            recording.attributeRead(this, index, slots[index]);
        }
        return slots[index];
    }

    public void setSlot(int index, Object value) {
        changing();
        RefCounted.retain(value);
        RefCounted.release(SLOTS.getAndSet(slots, index, value));
    }

    /** Shows the visitor all attributes' values. No recording hears of it: to look at them all is to depend on none. */
    public void forEachSlot(Consumer<Object> visitor) {
        for (Object slot : slots) {
            visitor.accept(slot);
        }
    }

    /** The attribute's value. */
    public Object attribute(String name) {
        int slot = type.slot(name);
        if (slot < 0) {
            throw new IllegalArgumentException(type.qualifiedName() + " has no attribute " + name);
        }
        return slot(slot);
    }

    @Override
    protected void releaseHeld() {
        for (int i = 0; i < slots.length; i++) {
            releaseInner(SLOTS.getAndSet(slots, i, null));
        }
    }

    @Override
    public String toString() {
        return "<" + type.qualifiedName() + " object>";
    }
}
