// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Each call of the method is a run of an agent: a span {@code invoke_agent <name>} with the model
 * calls and tools inside below it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface TracedAgent {

  /**
   * Name of the agent, or a path in braces that it is read from at each call: {@code
   * "{this.name}"}. Default: the class's.
   */
  String name() default "";

  /** What the agent does, in a sentence. */
  String description() default "";

  /**
   * Path of the input, {@code none} for nothing. Default: the argument, if there is only one, else
   * all by name.
   */
  String input() default "";

  /** Path of the output, {@code none} for nothing. Default: {@code result}. */
  String output() default "";

  /** Path of the id of the conversation that the run belongs to. Default: not known. */
  String conversation() default "";
}
