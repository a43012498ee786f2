// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static net.bytebuddy.matcher.ElementMatchers.any;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** One class pattern of one declaration. */
final class DeclaredInstrumentation implements TypeInstrumentation {

  /** More than anybody's tools; a pattern that takes more means something else than it says. */
  static final int MOST_METHODS = 500;

  private final Declarations declarations;
  private final Declaration declaration;
  private final Glob type;
  private final Consumer<String> problems;
  private final Set<String> matched = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean tooMany = new AtomicBoolean();
  private final AtomicBoolean noMethod = new AtomicBoolean();

  DeclaredInstrumentation(
      Declarations declarations, Declaration declaration, Glob type, Consumer<String> problems) {
    this.declarations = declarations;
    this.declaration = declaration;
    this.type = type;
    this.problems = problems;
  }

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return type.isExact() ? hasClassesNamed(type.toString()) : any();
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return DeclaredMatchers.type(type).and(this::check);
  }

  /** Always true; says so if the very class that is named has none of the methods. */
  private boolean check(TypeDescription seen) {
    if (!type.matches(seen.getName()) || !type.isExact()) {
      return true;
    }
    Set<String> names = new TreeSet<>();
    for (MethodDescription method : seen.getDeclaredMethods()) {
      if (method.isMethod() && !method.isSynthetic()) {
        if (declaration.takesMethod(method.getName(), method.isPrivate())) {
          return true;
        }
        names.add(method.getName());
      }
    }
    if (noMethod.compareAndSet(false, true)) {
      problems.accept(
          declaration.property
              + ": "
              + type
              + " has no method of its own that is called "
              + declaration.methods
              + "; it has "
              + names
              + ".");
    }
    return true;
  }

  @Override
  public void transform(TypeTransformer transformer) {
    DeclaredMatchers.advise(transformer, DeclaredMatchers.hasBody().and(this::isMeant));
  }

  private boolean isMeant(@Nullable MethodDescription method) {
    if (method == null || DeclaredMatchers.first(declarations, method) != declaration) {
      return false;
    }
    String name = method.getDeclaringType().getTypeName() + '#' + method;
    if (matched.contains(name)) {
      return true;
    }
    if (matched.size() < MOST_METHODS) {
      matched.add(name);
      return true;
    }
    if (tooMany.compareAndSet(false, true)) {
      problems.accept(
          declaration.property
              + ": "
              + type
              + " takes more than "
              + MOST_METHODS
              + " methods; only the first "
              + MOST_METHODS
              + " are traced. Name fewer.");
    }
    return false;
  }

  /** For the end of the JVM: what it has been in vain for, if it has. */
  void sayIfInVain() {
    if (matched.isEmpty() && !noMethod.get()) {
      problems.accept(
          declaration.property
              + ": no class that was loaded is "
              + type
              + " and has a method "
              + declaration.methods
              + ", so nothing of it was traced.");
    }
  }
}
