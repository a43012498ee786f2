// SPDX-License-Identifier: Apache-2.0

/**
 * Where the AWS SDK's clients of Amazon Bedrock are hooked and how their streams are watched. What
 * the calls mean is decided in {@code io.tracewheel.javaagent.genai}.
 */
@NullMarked
package io.tracewheel.javaagent.bedrock;

import org.jspecify.annotations.NullMarked;
