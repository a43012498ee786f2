// SPDX-License-Identifier: Apache-2.0
/** A stand-in for a model API: OpenAI's wire format on the outside, a scripted scenario inside. */
@NullMarked
package io.tracewheel.smoke.modelstub;

import org.jspecify.annotations.NullMarked;
