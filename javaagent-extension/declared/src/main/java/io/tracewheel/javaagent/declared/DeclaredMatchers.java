// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.declared;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.isSynthetic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;

import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.description.NamedElement;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Declarations as matchers of bytecode; say the same as {@link Declarations#of}. */
final class DeclaredMatchers {

  private DeclaredMatchers() {}

  static ElementMatcher.Junction<TypeDescription> type(Glob name) {
    return name.isExact() ? hasSuperType(named(name.toString())) : nameMatches(name);
  }

  private static ElementMatcher.Junction<TypeDescription> nameMatches(Glob name) {
    return new ElementMatcher.Junction.AbstractBase<TypeDescription>() {
      @Override
      public boolean matches(@Nullable TypeDescription type) {
        return type != null && name.matches(((NamedElement) type).getActualName());
      }
    };
  }

  /** Methods that advice can be put around. */
  static ElementMatcher.Junction<MethodDescription> hasBody() {
    return isMethod().and(not(isAbstract())).and(not(isNative())).and(not(isSynthetic()));
  }

  /** The first declaration that names a method, if any. */
  static @Nullable Declaration first(Declarations declarations, MethodDescription method) {
    TypeDescription type = method.getDeclaringType().asErasure();
    for (Declaration declaration : declarations.all) {
      if (declaration.takesMethod(method.getName(), method.isPrivate())) {
        for (Glob name : declaration.classes) {
          if (type(name).matches(type)) {
            return declaration;
          }
        }
      }
    }
    return null;
  }

  static void advise(
      TypeTransformer transformer, ElementMatcher.Junction<MethodDescription> methods) {
    ElementMatcher.Junction<MethodDescription> plain =
        returns(TypeDescription::isPrimitive); // void is one of them
    String advice = CallAdvice.class.getName();
    transformer.applyAdviceToMethod(methods.and(plain), advice + "$PlainAdvice");
    transformer.applyAdviceToMethod(methods.and(not(plain)), advice + "$ObjectAdvice");
  }
}
