// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Each call of the method is a run of a tool: a span {@code execute_tool <name>}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface TracedTool {

  /**
   * Name of the tool, or a path in braces that it is read from at each call: {@code "{this.name}"}.
   * Default: the method's.
   */
  String name() default "";

  /** What the tool does, in a sentence. */
  String description() default "";

  /** Path of the input, {@code none} for nothing. Default: all arguments by name. */
  String input() default "";

  /** Path of the output, {@code none} for nothing. Default: {@code result}. */
  String output() default "";
}
