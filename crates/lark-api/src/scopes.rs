//! Which permissions an endpoint asks for, per identity.

use crate::endpoint::Auth;

/// One requirement: any one of these scopes meets it.
pub type AnyOf = &'static [&'static str];

/// What the call is about, where that decides what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The chat is a group.
    Group,
    /// The chat is between two.
    P2p,
}

/// A requirement that holds only for some calls.
#[derive(Clone, Copy, Debug)]
pub struct Conditional {
    pub when: When,
    pub auth: Auth,
    pub any_of: AnyOf,
}

/// Every requirement of an endpoint. All of an identity's requirements have to be met.
#[derive(Clone, Copy, Debug)]
pub struct Scopes {
    pub bot: &'static [AnyOf],
    pub user: &'static [AnyOf],
    pub conditional: &'static [Conditional],
}

impl Scopes {
    pub const NONE: Self = Self { bot: &[], user: &[], conditional: &[] };

    /// The same requirements for both identities.
    pub const fn both(all_of: &'static [AnyOf]) -> Self {
        Self { bot: all_of, user: all_of, conditional: &[] }
    }

    /// Other requirements for a person than for a bot.
    pub const fn user(mut self, all_of: &'static [AnyOf]) -> Self {
        self.user = all_of;
        self
    }

    pub const fn when(mut self, conditional: &'static [Conditional]) -> Self {
        self.conditional = conditional;
        self
    }

    pub const fn of(&self, auth: Auth) -> &'static [AnyOf] {
        match auth {
            Auth::Bot => self.bot,
            Auth::User => self.user,
        }
    }

    /// Every requirement an identity may meet with, those of some calls only too.
    pub fn every(&self, auth: Auth) -> impl Iterator<Item = AnyOf> + use<> {
        let conditional = self.conditional.iter().filter(move |extra| extra.auth == auth);
        self.of(auth).iter().copied().chain(conditional.map(|extra| extra.any_of))
    }
}
