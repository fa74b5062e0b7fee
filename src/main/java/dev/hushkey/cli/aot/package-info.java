/** The cache with which the service starts quickly (JEP 483, JEP 514, JEP 515). */
package dev.hushkey.cli.aot;
