//! What the checks need beside Rust, and how a bare machine gets it.
//!
//! A need is a row in this file: a browser or a Python package is another constant.

use crate::shell::{Result, capture, command, run, works};

/// A program that a check calls.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    /// Succeeds where the tool is there.
    probe: &'static [&'static str],
    source: Source,
}

/// Where a missing tool comes from.
enum Source {
    /// Debian packages, installed when the chore runs as root; the distribution pins them.
    Apt(&'static [&'static str]),
    /// Somebody has to run this: it changes the person's own toolchain.
    Advice(&'static str),
}

/// For SQLite and ring, which are built from C.
pub(crate) const C_COMPILER: Tool = Tool {
    name: "a C compiler",
    probe: &["cc", "--version"],
    source: Source::Apt(&["gcc", "libc6-dev"]),
};

pub(crate) const GIT: Tool =
    Tool { name: "git", probe: &["git", "--version"], source: Source::Apt(&["git"]) };

/// For the Python SDK: Debian splits what makes a virtual environment off from Python.
pub(crate) const PYTHON: Tool = Tool {
    name: "Python 3 with `venv`",
    probe: &["python3", "-c", "import ensurepip, venv"],
    source: Source::Apt(&["python3", "python3-venv"]),
};

/// For the Node SDK: distributions have too old a one.
pub(crate) const NODE: Tool = Tool {
    name: "Node 20 or newer",
    probe: &["node", "--eval", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)"],
    source: Source::Advice("apt-get, brew or nvm, whichever this machine's Node comes from"),
};

/// For pages; Debian's, since what npm would download is no package.
pub(crate) const CHROMIUM: Tool = Tool {
    name: "Chromium",
    probe: &["/usr/bin/chromium", "--version"],
    source: Source::Apt(&["chromium", "fonts-noto-cjk", "fonts-noto-color-emoji"]),
};

pub(crate) const RUSTFMT: Tool = Tool {
    name: "rustfmt",
    probe: &["cargo", "fmt", "--version"],
    source: Source::Advice("rustup component add rustfmt"),
};

pub(crate) const CLIPPY: Tool = Tool {
    name: "clippy",
    probe: &["cargo", "clippy", "--version"],
    source: Source::Advice("rustup component add clippy"),
};

/// Makes sure that `tool` is there, or says what to do.
pub(crate) fn ensure(tool: &Tool) -> Result {
    if is_there(tool) {
        return Ok(());
    }
    match tool.source {
        Source::Advice(advice) => {
            Err(format!("{} is missing; install it with `{advice}`", tool.name).into())
        }
        Source::Apt(packages) => install(tool, packages),
    }
}

fn install(tool: &Tool, packages: &[&str]) -> Result {
    let wanted = packages.join(" ");
    if !is_root() || !works(&mut command("apt-get", &["--version"])) {
        return Err(
            format!("{} is missing; on Debian, `apt-get install {wanted}`", tool.name).into()
        );
    }
    println!("    {} is missing: installing {wanted}", tool.name);
    run(&mut command("apt-get", &["update", "-qq"]))?;
    let flags = ["install", "-y", "-qq", "--no-install-recommends"];
    let mut install = command("apt-get", &flags);
    run(install.args(packages).env("DEBIAN_FRONTEND", "noninteractive"))?;
    match is_there(tool) {
        true => Ok(()),
        false => Err(format!("{} is still missing after installing {wanted}", tool.name).into()),
    }
}

fn is_there(tool: &Tool) -> bool {
    works(&mut command(tool.probe[0], &tool.probe[1..]))
}

fn is_root() -> bool {
    capture(&mut command("id", &["-u"])).is_ok_and(|uid| uid.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn absent(source: Source) -> Tool {
        Tool { name: "a thing", probe: &["no-such-program-anywhere", "--version"], source }
    }

    #[test]
    fn a_tool_that_is_there_is_left_alone() {
        let cargo = Tool { probe: &["cargo", "--version"], ..absent(Source::Apt(&["none"])) };
        ensure(&cargo).unwrap();
    }

    #[test]
    fn a_missing_component_comes_with_the_command_that_adds_it() {
        let error = ensure(&absent(Source::Advice("rustup component add thing"))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a thing is missing; install it with `rustup component add thing`"
        );
    }
}
