package dev.diptych.cli.internal.invocation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * A handler of one signal of the operating system. The JDK has no other way to hear one than {@code
 * sun.misc.Signal} of module jdk.unsupported, which javac warns of wherever it is named; so it is
 * named by reflection, here alone.
 */
final class OsSignal implements AutoCloseable {

  private final Method handle;
  private final Object signal;
  private final Object byDefault;
  private final Object before;

  private OsSignal(Method handle, Object signal, Object byDefault, Object before) {
    this.handle = handle;
    this.signal = signal;
    this.byDefault = byDefault;
    this.before = before;
  }

  /**
   * Hears a signal once; the next one does what the system does by default.
   *
   * @param name without {@code SIG}: {@code INT}
   * @param action gets the signal's number; runs on a thread of its own
   */
  static OsSignal handle(String name, IntConsumer action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object byDefault = handlerType.getField("SIG_DFL").get(null);
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      Method number = signalType.getMethod("getNumber");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                if (!method.getName().equals("handle")) {
                  return method.invoke(action, arguments); // of Object: hashCode, equals, toString
                }
                handle.invoke(null, arguments[0], byDefault);
                action.accept((int) number.invoke(arguments[0]));
                return null;
              });
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      return new OsSignal(handle, signal, byDefault, handle.invoke(null, signal, handler));
    } catch (ReflectiveOperationException e) {
      throw unsupported(e);
    }
  }

  /** Leaves the signal to the system, which ends the process. */
  void leaveToSystem() {
    giveTo(byDefault);
  }

  /** Gives the signal back to who had it before. */
  @Override
  public void close() {
    giveTo(before);
  }

  private void giveTo(Object handler) {
    try {
      handle.invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      throw unsupported(e);
    }
  }

  private static DiptychException unsupported(ReflectiveOperationException e) {
    return new DiptychException(
        ErrorCode.UNAVAILABLE,
        "this Java lets no program hear Ctrl-C (%s); run on a JDK 25 with module jdk.unsupported"
            .formatted(IoReason.of(e)),
        e);
  }
}
