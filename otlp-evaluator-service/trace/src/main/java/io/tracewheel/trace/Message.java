// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param parts what is said, in order
 * @param finishReason why the model stopped, where the message itself says so
 */
public record Message(Role role, List<Part> parts, @Nullable String finishReason) {}
