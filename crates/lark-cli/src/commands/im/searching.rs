//! What a search for messages is for, how it is asked, and where what it found is.

mod found;
mod scan;
mod wanted;

pub use found::read;
pub use scan::read as scan;
pub use wanted::WantedArgs;
