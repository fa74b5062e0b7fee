/** {@code hushkey doctor}: looks at a whole installation and says what is amiss. */
package dev.hushkey.doctor;
