// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tracewheel.evaluators.privacy;

import org.jspecify.annotations.NullMarked;
