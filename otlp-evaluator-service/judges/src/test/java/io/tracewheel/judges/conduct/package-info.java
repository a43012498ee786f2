// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tracewheel.judges.conduct;

import org.jspecify.annotations.NullMarked;
